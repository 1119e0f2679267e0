import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const test = process.env['VITEST'] !== undefined;

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  // Svelte's browser half in tests, where the default would be the server's.
  resolve: { conditions: test ? ['browser'] : ['module', 'browser', 'development|production'] },
  server: { fs: { allow: ['..'] } },
  build: {
    target: ['safari16', 'chrome111'],
    // One page a window.
    rolldownOptions: { input: ['index.html', 'recruiter.html'] },
    outDir: 'dist',
    emptyOutDir: true,
    // The policy allows fonts and styles from files only, never from data: addresses.
    assetsInlineLimit: 0,
    // WebKit keeps a preload that failed, even for the page after it. Files of the app itself gain
    // nothing by being asked for early.
    modulePreload: false,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
});
