import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Builds what Electron runs: the main process and the engine's process as ES modules (`vite build --config …`), and the
 * preload script (`--mode preload`), which in a sandbox must be one CommonJS file.
 */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    ssr: true,
    outDir: path('./dist/electron'),
    emptyOutDir: mode !== 'preload',
    target: 'node24',
    minify: false,
    rolldownOptions:
      mode === 'preload'
        ? {
            input: path('./preload/preload.ts'),
            external: ['electron'],
            output: { format: 'cjs', entryFileNames: 'preload.cjs' },
          }
        : {
            input: { main: path('./main/main.ts'), worker: path('./main/engine/worker.ts') },
            external: ['electron'],
            output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
          },
  },
}));
