// One document of a coding question: it outlives the editor on the screen, so that going to
// another question and back loses neither text nor undo history.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';

import type { EditDto } from '../generated/EditDto';
import type { SeenDto } from '../generated/SeenDto';
import { t } from '../shared/i18n';
import { EditBatch } from './editBatch';
import { scalars, storable } from './edits';
import { languageName } from './languageName';
import { languageSupport } from './languages';

export interface DocumentOptions {
  language: string;
  text: string;
  nonce: string;
  edited: (edits: EditDto[]) => void;
  seen: (what: SeenDto) => void;
  say: (sentence: string) => void;
}

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
    const { language, nonce, say } = this.#options;
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
      storable((reason) => {
        say(t(`coding-${reason}`));
      }),
      this.#wayOut(),
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorState.tabSize.of(4),
      EditorView.contentAttributes.of({
        'aria-label': t('coding-editor', { language: languageName(language) }),
        'aria-describedby': 'editor-hint',
        spellcheck: 'false',
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
