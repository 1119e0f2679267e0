import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

// The tiers: shared -> domain -> views. A tier imports from those before it only.
const fence = (files, folders) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: folders, message: 'The tiers are shared -> domain -> views; fakes stay in tests and dev.' }] },
    ],
  },
});

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/generated/'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', 'fetch', 'XMLHttpRequest', 'WebSocket', 'localStorage'],
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'error',
      'svelte/button-has-type': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  fence(['src/shared/**'], ['**/domain/**', '**/views/**', '**/lib/**', '**/dev/**', '**/tests/**']),
  fence(['src/domain/**'], ['**/views/**', '**/lib/backend/tauri*', '**/dev/**', '**/tests/**']),
  fence(['src/views/**', 'src/lib/**', 'src/*.ts'], ['**/dev/**', '**/tests/**']),
  // The bridge rejects with plain objects, and so does its stand-in.
  { files: ['dev/**', 'tests/**'], rules: { '@typescript-eslint/only-throw-error': 'off' } },
  { files: ['.eslint.config.js'], extends: [ts.configs.disableTypeChecked] },
);
