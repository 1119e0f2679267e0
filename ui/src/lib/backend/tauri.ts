import { invoke } from '@tauri-apps/api/core';

import type { PreferencesDto } from '../../generated/PreferencesDto';
import type { View } from '../../generated/View';
import type { Backend } from './backend';
import { onDrag, onEvent } from './events';

const LABEL = 'candidate';

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
    onChanged: (listener) => onEvent(LABEL, 'attempt-changed', listener),
    onNotice: (listener) => onEvent(LABEL, 'attempt-notice', listener),
    onDrag: (listener) => onDrag(LABEL, listener),
    desk: (open) => invoke<boolean>('recruiter_desk', { open }),
    reload: () => {
      location.reload();
    },
    pickFile: (kind) => invoke<string | null>('pick_file', { kind }),
    pickFolder: () => invoke<string | null>('pick_folder'),
  };
}

// The shell's log tells when the first screen could be used. Nothing depends on it.
function sayPainted(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => void invoke('painted').catch(() => undefined)));
}
