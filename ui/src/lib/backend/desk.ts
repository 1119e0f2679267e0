// The recruiter's door to the use cases. Deliberately absent: any decision, any file access.

import { invoke } from '@tauri-apps/api/core';

import type { Command } from '../../generated/recruiter/Command';
import type { ProgressDto } from '../../generated/recruiter/ProgressDto';
import type { View } from '../../generated/recruiter/View';
import type { Drag } from './backend';
import { onDrag, onEvent } from './events';

export type DeskFileKind = 'list' | 'result';

export interface DeskBackend {
  /** One act of the person; rejects with a `NoticeDto`. */
  call(command: Command): Promise<View>;
  /** How far a long act is. Returns the way to stop listening. */
  onProgress(listener: (progress: ProgressDto) => void): () => void;
  /** Files over the window; dropped ones come with their paths. Returns the way to stop listening. */
  onDrag(listener: (drag: Drag) => void): () => void;
  /** A native dialog; null when it was closed. */
  pickFile(kind: DeskFileKind): Promise<string | null>;
  /** Brings the candidate's window forward, or makes it anew. */
  candidateWindow(): Promise<void>;
  /** A native dialog; null when it was closed. */
  pickFolder(): Promise<string | null>;
}

const LABEL = 'recruiter';

/** The desktop shell. */
export function tauriDesk(): DeskBackend {
  return {
    call: (command) => invoke<View>('recruiter', { command }),
    onProgress: (listener) => onEvent(LABEL, 'desk-progress', listener),
    onDrag: (listener) => onDrag(LABEL, listener),
    candidateWindow: async () => {
      await invoke('candidate_window');
    },
    pickFile: (kind) => invoke<string | null>('pick_file', { kind }),
    pickFolder: () => invoke<string | null>('pick_folder'),
  };
}
