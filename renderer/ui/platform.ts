/** Whether shortcuts are written with the Mac's signs. */
export const onMac = (): boolean => navigator.userAgent.includes('Mac');
