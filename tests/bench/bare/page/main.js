requestAnimationFrame(() => requestAnimationFrame(() => void window.__TAURI_INTERNALS__.invoke('painted')));
