// One document of a coding question: it outlives the editor on the screen, so that going to
// another question and back loses neither text nor undo history.

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type CompletionSource,
  completionStatus,
  moveCompletionSelection,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';

import type { EditDto } from '../generated/EditDto';
import type { SeenDto } from '../generated/SeenDto';
import { t } from '../shared/i18n';
import { EditBatch } from './editBatch';
import { scalars, storable, type Unstorable } from './edits';
import { languageName } from './languageName';
import { editorPhrases } from './editorPhrases';
import { languageSupport, wordSources } from './languages';

export interface DocumentOptions {
  language: string;
  text: string;
  nonce: string;
  /** Whether words are proposed while typing; Ctrl+Space proposes them either way. */
  completes: () => boolean;
  edited: (edits: EditDto[]) => void;
  seen: (what: SeenDto) => void;
  say: (sentence: string) => void;
  /** A change that cannot be saved was left out. */
  refused: (reason: Unstorable) => void;
  /** Runs the samples. */
  run: () => void;
}

/** Bracket and backslash keys type what is on them, whatever else is held: on many layouts they
 * need AltGr, and a screen reader must hear the character. So nothing closes brackets either. */
const PLAIN_KEYS = defaultKeymap.filter(({ key }) => key === undefined || !/[[\]{}()\\]$/.test(key));

export class CodeDocument {
  state: EditorState;
  readonly batch: EditBatch;
  readonly #options: DocumentOptions;

  constructor(options: DocumentOptions) {
    this.#options = options;
    this.batch = new EditBatch(options.edited);
    this.state = EditorState.create({ doc: options.text, extensions: this.#extensions() });
  }

  #extensions(): Extension {
    const { language, nonce, refused } = this.#options;
    return [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      indentOnInput(),
      bracketMatching(),
      syntaxHighlighting(classHighlighter),
      languageSupport(language),
      this.#completion(),
      search({ top: true }),
      EditorState.phrases.of(editorPhrases()),
      storable(refused),
      this.#wayOut(),
      this.#running(),
      keymap.of([...PLAIN_KEYS, ...searchKeymap, ...historyKeymap, indentWithTab]),
      EditorState.tabSize.of(4),
      EditorView.contentAttributes.of({
        'aria-label': t('coding-editor', { language: languageName(language) }),
        'aria-describedby': 'editor-hint',
        spellcheck: 'false',
        tabindex: '0',
        autocorrect: 'off',
        autocapitalize: 'off',
        translate: 'no',
      }),
      this.#watch(),
    ];
  }

  // Esc turns Tab into the way out until the next change of the text; it is said aloud.
  #wayOut(): Extension {
    const leave = (view: EditorView): boolean => {
      closeCompletion(view);
      view.setTabFocusMode(true);
      this.#options.say(t('coding-leaving'));
      return false;
    };
    return [
      Prec.highest(keymap.of([{ key: 'Escape', run: leave }])),
      EditorView.domEventHandlers({
        blur: (_event, view) => {
          view.setTabFocusMode(false);
          this.batch.flush();
        },
      }),
    ];
  }

  // Above the plain keys, where it would open a line.
  #running(): Extension {
    const run = (): boolean => {
      this.#options.run();
      return true;
    };
    return Prec.high(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Ctrl-Enter', run }]));
  }

  // Nothing is chosen until an arrow or Tab chooses it, so that Enter stays a new line.
  #completion(): Extension {
    const { language, completes } = this.#options;
    const asked = (source: CompletionSource): CompletionSource => (context) =>
      context.explicit || completes() ? source(context) : null;
    const take = (view: EditorView): boolean => {
      if (completionStatus(view.state) !== 'active') return false;
      return acceptCompletion(view) || (moveCompletionSelection(true)(view) && acceptCompletion(view));
    };
    return [
      autocompletion({ override: wordSources(language).map(asked), defaultKeymap: false, selectOnOpen: false, icons: false, interactionDelay: 0 }),
      Prec.high(
        keymap.of([
          { key: 'Ctrl-Space', run: startCompletion },
          { key: 'ArrowDown', run: moveCompletionSelection(true) },
          { key: 'ArrowUp', run: moveCompletionSelection(false) },
          { key: 'Enter', run: acceptCompletion },
          { key: 'Tab', run: take },
        ]),
      ),
    ];
  }

  #watch(): Extension {
    const copied = (_event: ClipboardEvent, view: EditorView): void => {
      const { ranges } = view.state.selection;
      const chars = ranges.reduce((sum, { from, to }) => sum + scalars(view.state.sliceDoc(from, to)), 0);
      if (chars > 0) this.#options.seen({ kind: 'copy', chars });
    };
    return [
      EditorView.domEventHandlers({ copy: copied, cut: copied }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        update.view.setTabFocusMode(false);
        this.batch.add(update.startState.doc, update.changes);
        let pasted = 0;
        for (const transaction of update.transactions) {
          if (!transaction.isUserEvent('input.paste') && !transaction.isUserEvent('input.drop')) continue;
          transaction.changes.iterChanges((_fromA, _toA, _fromB, _toB, text) => {
            pasted += scalars(text.toString());
          });
        }
        if (pasted > 0) this.#options.seen({ kind: 'paste', chars: pasted });
      }),
    ];
  }
}

/** Opens the search panel of an editor. */
export function find(view: EditorView): void {
  openSearchPanel(view);
}

/** Puts other code in its place, as a change that undo takes back. */
export function putBack(view: EditorView, code: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code }, selection: { anchor: 0 }, scrollIntoView: true });
  view.focus();
}
