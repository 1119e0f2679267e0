// Finds or makes the document of a coding question. Apart from the session, so that the editor
// is fetched only when it is needed.

import type { TaskDto } from '../generated/TaskDto';
import { t } from '../shared/i18n';
import { CodeDocument } from './codeDocument';
import type { Session } from './session.svelte';

/** The document of a coding question in its current language. */
export function openDocument(session: Session, { task, language, text }: TaskDto): CodeDocument {
  const key = `${task}/${language}`;
  const open = session.documents.get(key);
  if (open) return open;
  const made = new CodeDocument({
    language,
    text,
    nonce: pageNonce(),
    completes: () => session.preferences.current.completion,
    edited: (edits) => {
      session.outbox.push({ do: 'edit', task, language, edits });
    },
    seen: (what) => {
      void session.observe(what);
    },
    say: (sentence) => {
      session.say(sentence);
    },
    refused: (reason) => {
      // A change must not change the page while it is judged.
      queueMicrotask(() => {
        session.refuse({ code: `coding.${reason}`, what: t('coding-refused'), why: t(`coding-${reason}`), next: t('coding-refused-next') });
      });
    },
    run: () => void session.desk.runSamples(task),
  });
  session.documents.set(key, made);
  return made;
}

/** The nonce the shell put on the page's own style element; empty in a plain browser. */
function pageNonce(): string {
  return document.querySelector<HTMLStyleElement>('style#nonce')?.nonce ?? '';
}
