// The one door to the use cases. Deliberately absent: any decision, any file access.

import type { Command } from '../../generated/Command';
import type { NoticeDto } from '../../generated/NoticeDto';
import type { PreferencesDto } from '../../generated/PreferencesDto';
import type { View } from '../../generated/View';

export type FileKind = 'package' | 'ticket';

/** Files that are being dragged over the window, or were dropped on it. */
export type Drag = { over: boolean; paths: readonly string[] };

export interface Backend {
  /** One act of the person; rejects with a `NoticeDto`. */
  call(command: Command): Promise<View>;
  /** How the person likes the window; changes it when given. */
  preferences(change: PreferencesDto | null): Promise<PreferencesDto>;
  /** The whole view, whenever time alone changed it. Returns the way to stop listening. */
  onChanged(listener: (view: View) => void): () => void;
  /** Something went wrong with no command behind it. Returns the way to stop listening. */
  onNotice(listener: (notice: NoticeDto) => void): () => void;
  /** Files over the window; dropped ones come with their paths. Returns the way to stop listening. */
  onDrag(listener: (drag: Drag) => void): () => void;
  /** Whether this build has a recruiter's desk; opens its window when asked to. */
  desk(open: boolean): Promise<boolean>;
  /** Loads the page anew: the way to fetch a file again, since a page keeps a fetch that failed. */
  reload(): void;
  /** A native dialog; null when it was closed. */
  pickFile(kind: FileKind): Promise<string | null>;
  /** A native dialog; null when it was closed. */
  pickFolder(): Promise<string | null>;
}

/** Whether a rejection is the backend's own notice, and not a broken bridge. */
export function isNotice(error: unknown): error is NoticeDto {
  if (typeof error !== 'object' || error === null) return false;
  const fields = error as Record<string, unknown>;
  return ['code', 'what', 'why', 'next'].every((name) => typeof fields[name] === 'string');
}
