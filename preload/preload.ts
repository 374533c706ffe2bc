import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, Reply } from './contract/bridge.ts';
import { bridgeName, channels } from './contract/bridge.ts';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(channels.call, name, input) as Promise<Reply>,
  subscribe: (listener) => {
    const receive = (_event: unknown, event: unknown): void => listener(event);
    ipcRenderer.on(channels.event, receive);
    return () => ipcRenderer.off(channels.event, receive);
  },
};

contextBridge.exposeInMainWorld(bridgeName, bridge);
