import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { NoticeDto } from '../../generated/NoticeDto';
import type { PreferencesDto } from '../../generated/PreferencesDto';
import type { View } from '../../generated/View';
import type { Backend } from './backend';

/** The desktop shell. */
export function tauriBackend(): Backend {
  let painted = false;
  return {
    call: async (command) => {
      const view = await invoke<View>('candidate', { command });
      if (!painted) sayPainted();
      painted = true;
      return view;
    },
    preferences: (change) => invoke<PreferencesDto>('preferences', { change }),
    onChanged: (listener) => stop(listen<View>('attempt-changed', ({ payload }) => { listener(payload); })),
    onNotice: (listener) => stop(listen<NoticeDto>('attempt-notice', ({ payload }) => { listener(payload); })),
    onDrag: (listener) => {
      const over = stop(listen('tauri://drag-enter', () => { listener({ over: true, paths: [] }); }));
      const away = stop(listen('tauri://drag-leave', () => { listener({ over: false, paths: [] }); }));
      const dropped = stop(
        listen<{ paths: string[] }>('tauri://drag-drop', ({ payload }) => { listener({ over: false, paths: payload.paths }); }),
      );
      return () => {
        over();
        away();
        dropped();
      };
    },
    pickFile: (kind) => invoke<string | null>('pick_file', { kind }),
    pickFolder: () => invoke<string | null>('pick_folder'),
  };
}

// The shell's log tells when the first screen could be used. Nothing depends on it.
function sayPainted(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => void invoke('painted').catch(() => undefined)));
}

function stop(listening: Promise<() => void>): () => void {
  return () => {
    void listening.then((unlisten) => {
      unlisten();
    });
  };
}
