// Events of one window: each page hears its own window's and no other's.

import { listen } from '@tauri-apps/api/event';

import type { Drag } from './backend';

/** Listens; returns the way to stop. The shell alone sends events, with payloads of its DTOs. */
export function onEvent(label: string, event: string, listener: (payload: never) => void): () => void {
  const listening = listen<never>(event, ({ payload }) => { listener(payload); }, { target: label });
  return () => {
    void listening.then((unlisten) => {
      unlisten();
    });
  };
}

/** Files over the window; dropped ones come with their paths. */
export function onDrag(label: string, listener: (drag: Drag) => void): () => void {
  const stops = [
    onEvent(label, 'tauri://drag-enter', () => { listener({ over: true, paths: [] }); }),
    onEvent(label, 'tauri://drag-leave', () => { listener({ over: false, paths: [] }); }),
    onEvent(label, 'tauri://drag-drop', ({ paths }: { paths: string[] }) => { listener({ over: false, paths }); }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
