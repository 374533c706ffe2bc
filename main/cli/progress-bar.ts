import { Presets, SingleBar } from 'cli-progress';
import type { ApiEvent } from '../../preload/contract/api.ts';

type Progress = Extract<ApiEvent, { type: 'job.progress' }>;

export interface ProgressView {
  show(event: Progress): void;
  end(): void;
}

const words: Readonly<Record<Progress['stage'], string>> = {
  load: 'Loading',
  compile: 'Compiling',
  encode: 'Reading the prompt',
  denoise: 'Drawing',
  decode: 'Finishing',
  refine: 'Refining',
  check: 'Looking for the objects',
};

/** A bar on the terminal; where stderr is no terminal, nothing. */
export function progressBar(stream: NodeJS.WriteStream): ProgressView {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  const bar = new SingleBar(
    { format: '{stage} [{bar}] {value}/{total} {box}{left}', hideCursor: true, clearOnComplete: true, stream },
    Presets.shades_classic,
  );
  let started = false;
  return {
    show({ stage, step, of, box, remainingMs }) {
      const payload = {
        stage: words[stage],
        box: box === null ? '' : `box ${box + 1} `,
        left: remainingMs > 0 ? `${Math.ceil(remainingMs / 1000)} s left` : '',
      };
      if (!started) bar.start(of, step, payload);
      started = true;
      bar.setTotal(of);
      bar.update(step, payload);
    },
    end() {
      if (started) bar.stop();
    },
  };
}

/** A bar for so many equal pieces of work; where the stream is no terminal, nothing. */
export function shareBar(
  stream: NodeJS.WriteStream,
  what: string,
  total: number,
): { show: (done: number) => void; end: () => void } {
  if (!stream.isTTY || total === 0) return { show: () => undefined, end: () => undefined };
  const format = `${what} [{bar}] {value}/{total}, {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream }, Presets.shades_classic);
  bar.start(total, 0);
  return { show: (done) => bar.update(done), end: () => bar.stop() };
}
