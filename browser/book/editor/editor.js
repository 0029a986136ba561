// The editor of a cell: CodeMirror with Go.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { goLanguage } from '@codemirror/lang-go';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { Annotation, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';

// The classes are those of the page's own code, so the colours follow it into the dark.
const colours = tagHighlighter([
  { tag: tags.keyword, class: 'kw' },
  { tag: [tags.string, tags.character], class: 'st' },
  { tag: [tags.number, tags.bool, tags.null], class: 'dv' },
  { tag: tags.comment, class: 'co' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.typeName], class: 'fu' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--code)', color: 'var(--ink)' },
  '.cm-content': { caretColor: 'var(--ink)', fontFamily: 'inherit' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'inherit' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--paper)', color: 'var(--ink)', borderColor: 'var(--line)' },
});

const RUNS = ['Mod-Enter', 'Shift-Enter']; // the cell, which listens itself

const FROM_OUTSIDE = Annotation.define();

/**
 * Opens an editor.
 * @param {{text: string, label: string, change: (text: string) => void, leave: () => void,
 *   complete: (text: string, cursor: number) => Promise<{matches: string[], start: number} | null>}} options
 */
export function open(parent, { text, label, change, leave, complete }) {
  const escape = { key: 'Escape', run: () => (leave(), true) };
  const candidates = async (context) => {
    if (!context.explicit && !context.matchBefore(/\w[\w.]*$/)) return null;
    const source = context.state.doc.toString();
    const found = await complete(source, [...source.slice(0, context.pos)].length);
    if (!found || found.matches.length === 0) return null;
    const from = [...source].slice(0, found.start).join('').length;
    return { from, options: found.matches.map((name) => ({ label: name })), validFor: /^\w*$/ };
  };
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      history(), drawSelection(), bracketMatching(), closeBrackets(), indentOnInput(),
      indentUnit.of('\t'), EditorState.tabSize.of(4), goLanguage,
      syntaxHighlighting(colours), look,
      autocompletion({ override: [candidates], activateOnTyping: false }),
      // Escape closes a list of names first. It leaves the editor, from where Tab goes on; Tab itself indents.
      keymap.of([
        ...completionKeymap, escape, ...closeBracketsKeymap, ...defaultKeymap.filter(({ key }) => !RUNS.includes(key)),
        ...historyKeymap, indentWithTab,
      ]),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
      // Who leaves it sees the beginnings of lines again.
      EditorView.domEventHandlers({ blur: (_, editor) => { editor.scrollDOM.scrollLeft = 0; } }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.transactions.some((t) => t.annotation(FROM_OUTSIDE))) change(view.state.doc.toString());
      }),
    ],
  });
  return {
    set: (value) => view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value }, annotations: FROM_OUTSIDE.of(true),
    }),
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}

/** Colours the text of an element as an editor does. */
export function colour(element) {
  const text = element.textContent;
  const parts = [];
  const put = (part, classes) => {
    const span = document.createElement('span');
    span.className = classes;
    span.textContent = part;
    parts.push(span);
  };
  highlightCode(text, goLanguage.parser.parse(text), colours, put, () => parts.push('\n'));
  element.replaceChildren(...parts);
}
