// Boards that learners draw on: between a program, which asks for drawings, and the script in its output, nb/drawing.js.

const PATIENCE = 30_000; // ms in which the output has to be shown

// Those that are open, by id: the script looks here.
const open = (window.dlfsBoards = new Map());

// Why there is no drawing.
const DONE = 'e';
const NOBODY = 'n';

/** The boards of one run of a program. */
export class Boards {
  /** @param {boolean} allowed whether anybody could draw */
  constructor(allowed) {
    this.allowed = allowed;
    this.ids = [];
  }

  /** What a program asks for: first to open the board, then for drawing after drawing; without a size, to close it. */
  ask({ id, size }) {
    const board = open.get(id);
    if (!size) return board?.close();
    if (board) return board.next();
    if (!this.allowed) return { answer: NOBODY };
    open.set(id, new Board(id));
    this.ids.push(id);
    return { answer: 'o' };
  }

  close() {
    for (const id of this.ids) open.get(id)?.close();
  }
}

/** It has one drawing at most, the newest: the learner draws at any time, the program takes when it has time. */
class Board {
  constructor(id) {
    Object.assign(this, { id, newest: null, ended: '', asked: null, pages: [] });
    this.timer = setTimeout(() => this.end(NOBODY), PATIENCE);
  }

  /** The output is shown: begin takes how it can say what is drawn, end hears when that means nothing any more. */
  meet(begin, end) {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.pages.push(end);
    begin((said) => this.take(said));
  }

  take({ drawing, done }) {
    if (drawing && !this.ended) this.newest = Uint8Array.from(atob(drawing), (c) => c.charCodeAt(0));
    if (done) this.end(DONE);
    this.answer();
  }

  end(why) {
    this.ended ||= why;
    this.answer();
  }

  next() {
    return new Promise((resolve) => {
      this.asked = resolve;
      this.answer();
    });
  }

  answer() {
    if (!this.asked || !(this.newest || this.ended)) return;
    this.asked(this.newest ? { answer: 'd', drawing: this.newest } : { answer: this.ended });
    this.asked = this.newest = null;
  }

  close() {
    clearTimeout(this.timer);
    open.delete(this.id);
    for (const end of this.pages) end();
  }
}
