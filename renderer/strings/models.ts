import { plural } from './plural.ts';

export const size = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** Words for checkpoints: those that are here, and those that can be had. */
export const models = {
  open: 'Manage models…',
  title: 'Models',
  here: 'On this computer',
  looking: 'Looking what is here…',
  done: 'Done',
  notDrawing: { refine: 'refines pictures', segment: 'cuts objects out', detect: 'looks for objects' },
  other: 'used by itself where it helps',
  takeOut: 'Take out',
  takeOutConfirm: 'Take it out',
  takeOutNamed: (title: string) => `Take ${title} out of the list; its files stay`,
  remove: 'Delete',
  removeConfirm: 'Delete its files',
  removeNamed: (title: string) => `Delete the files of ${title}`,
  path: 'Path of a model',
  pathHint: 'A model’s folder or .safetensors file, or a folder of models',
  add: 'Add',
  gone: (model: string, other: string) => `${model} is not here any more: ${other} draws now.`,
  added: 'Added. Its files stay where they are.',
  download: {
    title: 'Download',
    help: (host: string) => `From ${host}. Every file is checked; a download that was paused goes on where it was.`,
    purpose: { draw: 'draws', refine: 'refines', segment: 'cuts out', detect: 'looks for objects' },
    facts: (bytes: number, licence: string, memory: number) =>
      `${size(bytes)} · ${licence} · takes about ${Math.round(memory / 1e9)} GB of memory`,
    installed: 'installed',
    ask: 'Download…',
    askNamed: (title: string) => `Download ${title}…`,
    asking: 'Asking the hub…',
    plan: (files: number, bytes: number, free: number) =>
      `${plural(files, 'file', 'files')}, ${size(bytes)}; ${size(free)} are free.`,
    planHere: (bytes: number) => `${size(bytes)} of it are here already.`,
    licence: (licence: string) => `Licence: ${licence}.`,
    start: (bytes: number) => `Download ${size(bytes)}`,
    cancel: 'Cancel',
    repo: 'Another repository',
    repoHint: 'owner/name of a diffusers model, @revision if you like',
    look: 'Look',
    badRepo: 'A repository is named as owner/name.',
    done: (repo: string) => `${repo} is here and can be used.`,
    progress: (repo: string) => `Download of ${repo}`,
    listing: 'Asking the hub for its files…',
    downloading: (bytes: number, all: number, speed: number) =>
      [`${size(bytes)} of ${size(all)}`, ...(speed > 0 ? [`${size(speed)}/s`, left((all - bytes) / speed)] : [])].join(
        ' · ',
      ),
    checking: (file: string | null) => `Checking ${file ?? 'what has come'}…`,
    paused: (bytes: number, all: number) => `Paused at ${size(bytes)}${all > 0 ? ` of ${size(all)}` : ''}`,
    failed: 'Stopped',
    ended: 'Done',
    pause: 'Pause',
    resume: 'Go on',
    discard: 'Discard',
    discardConfirm: 'Delete what has come',
  },
  token: {
    none: 'No token is set: enough for everything that is open to all.',
    from: {
      typed: 'A token is set, until the studio is closed.',
      keychain: 'A token is set, in this system’s keychain.',
      environment: 'A token is set, by the environment.',
    },
    enter: 'Enter token…',
    change: 'Change…',
    forget: 'Forget token',
    label: 'Access token',
    placeholder: 'hf_…',
    remember: 'Keep it in this system’s keychain',
    session: 'It is kept in memory until the studio is closed. To keep it, set HF_TOKEN.',
    save: 'Save token',
    checking: 'Saving…',
    cancel: 'Cancel',
  },
  folder: (folder: string) => `Downloads are kept in ${folder}.`,
};

/** "2 min left", "40 s left". */
function left(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min left`;
  return `${(seconds / 3600).toFixed(1)} h left`;
}
