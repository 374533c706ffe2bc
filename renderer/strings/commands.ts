/** Words for everything that can be done, in one list. */
export const commands = {
  open: 'All commands',
  title: 'Commands',
  label: 'Command',
  placeholder: 'What would you like to do?',
  list: 'Commands that fit',
  none: 'No command has these words.',
  theme: 'Change theme: system, dark, light',
};
