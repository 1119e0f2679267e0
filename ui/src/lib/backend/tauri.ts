import { invoke } from '@tauri-apps/api/core';

import type { PreferencesDto } from '../../generated/PreferencesDto';
import type { View } from '../../generated/View';
import type { Backend } from './backend';
import { onDrag, onEvent } from './events';

const LABEL = 'candidate';

/** The desktop shell. */
export function tauriBackend(): Backend {
  return {
    call: (command) => invoke<View>('candidate', { command }),
    preferences: (change) => invoke<PreferencesDto>('preferences', { change }),
    onChanged: (listener) => onEvent(LABEL, 'attempt-changed', listener),
    onNotice: (listener) => onEvent(LABEL, 'attempt-notice', listener),
    onDrag: (listener) => onDrag(LABEL, listener),
    desk: (open) => invoke<boolean>('recruiter_desk', { open }),
    pickFile: (kind) => invoke<string | null>('pick_file', { kind }),
    pickFolder: () => invoke<string | null>('pick_folder'),
  };
}
