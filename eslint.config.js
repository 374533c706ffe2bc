// @ts-check
import tseslint from 'typescript-eslint';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';

/** Import arrows of the architecture: each folder may see itself and what is listed here, nothing else of this repository. */
const contractOnly = (/** @type {string} */ target, /** @type {string[]} */ from) => ({ target, from });

/** Folder `target` must not import from `from` (paths from the repository root). */
const zones = [
  contractOnly('./preload/contract', ['./main', './renderer', './resources', './test', './preload/preload.ts']),
  contractOnly('./preload', ['./main', './renderer', './test']),
  contractOnly('./renderer', ['./main', './preload/preload.ts', './test']),
  contractOnly('./main', ['./renderer', './test']),
  contractOnly('./main/engine', [
    './main/host',
    './main/cli',
    './main/layout',
    './main/models',
    './main/jobs',
    './main/store',
    './main/evaluate',
    './main/app.ts',
    './main/main.ts',
  ]),
  contractOnly('./main/layout', ['./main/engine', './main/host', './main/cli', './main/jobs', './main/app.ts']),
  contractOnly('./main/store', [
    './main/engine',
    './main/host',
    './main/cli',
    './main/jobs',
    './main/layout',
    './main/app.ts',
  ]),
  contractOnly('./main/engine/onnx', [
    './main/engine/autodiff',
    './main/engine/nn',
    './main/engine/models',
    './main/engine/guidance',
    './main/engine/methods',
    './main/engine/runtime',
  ]),
  contractOnly('./main/engine/autodiff', [
    './main/engine/nn',
    './main/engine/models',
    './main/engine/guidance',
    './main/engine/methods',
    './main/engine/runtime',
  ]),
  contractOnly('./main/engine/sampling', [
    './main/engine/onnx',
    './main/engine/nn',
    './main/engine/models',
    './main/engine/runtime',
    './main/engine/methods',
  ]),
  contractOnly('./main/engine/methods', [
    './main/engine/runtime',
    './main/engine/models',
    './main/engine/checkpoint',
    './main/engine/nn',
  ]),
].flatMap(({ target, from }) => from.map((f) => ({ target, from: f })));

export default tseslint.config(
  { ignores: ['dist/**', '.cache/**', 'node_modules/**', 'resources/**', 'test-results/**', 'test/golden/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs'] })] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', message: 'Only main/host/electron and preload/preload.ts see Electron.' }] },
      ],
    },
  },
  { files: ['main/host/electron/**', 'main/main.ts', 'preload/preload.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['renderer/**', 'preload/contract/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', 'electron', 'better-sqlite3', 'onnxruntime-node'],
              message: 'The window has no Node and no Electron.',
            },
          ],
        },
      ],
    },
  },
  { files: ['main/cli/**', 'test/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
