// The kernel as JupyterLab sees it: Jupyter's messages on one side, a session on the other.

import { history } from '../kernel/history.js';
import { Session } from '../kernel/session.js';

/**
 * Makes the kernel's class, as its base class and the maker of messages come from JupyterLab.
 * @param {(notebook: string, name: string) => Promise<Uint8Array | null>} beside reads a file that lies beside a notebook
 */
export function makeKernel(BaseKernel, createMessage, builder, pathOf, beside = async () => null) {
  const messageTo = (parentHeader, channel, msgType, content) =>
    createMessage({ channel, msgType, session: parentHeader.session, parentHeader, content });

  return class GoKernel extends BaseKernel {
    constructor(options) {
      const send = (message) => options.sendMessage(keepingQueue(message));
      super({ ...options, sendMessage: send });
      this.send = send;
      this.failedAt = ''; // when the last cell failed after which those that wait must not run
      this.asked = null; // the question whose answer a program waits for
      this.session = new Session(() => pathOf(this.id), builder); // The path is known once Jupyter's session has begun.
      this.shownIds = new Set();
      builder.start();
    }

    /** Answers what the base class does not, or not as asked. The rest is its own. */
    async handleMessage(message) {
      if (this.isDisposed) return; // The message waited for a cell that the end of the kernel has stopped.
      const { header, content } = message;
      if (header.msg_type === 'input_reply') {
        this.inputReply(content, message.parent_header.msg_id);
      } else if (header.msg_type === 'execute_request' && header.date < this.failedAt) {
        this.answer(message, 'execute_reply', { status: 'aborted' });
      } else if (header.msg_type === 'history_request') {
        this.answer(message, 'history_reply', { status: 'ok', history: history(await this.session.memory(), content) });
      } else if (header.msg_type === 'comm_info_request') {
        this.answer(message, 'comm_info_reply', await this.commInfoRequest());
      } else {
        await super.handleMessage(message);
      }
    }

    answer(message, msgType, content) {
      this._busy(message);
      this.send(messageTo(message.header, 'shell', msgType, content));
      this._idle(message);
    }

    dispose() {
      if (this.isDisposed) return;
      this.session.end();
      super.dispose();
    }

    async kernelInfoRequest() {
      return {
        status: 'ok',
        protocol_version: '5.3',
        implementation: 'dlfs-go',
        implementation_version: '1.0.0',
        language_info: { name: 'go', version: '1.26', mimetype: 'text/x-go', file_extension: '.go' },
        banner: 'Go in the page',
        help_links: [],
      };
    }

    async executeRequest({ code, allow_stdin, stop_on_error }) {
      try {
        const memory = await this.session.memory();
        if (this._executionCount <= memory.count) this._executionCount = memory.count + 1; // The page was reloaded.
        await this.session.execute(this._executionCount, code, this.host(allow_stdin));
        return { status: 'ok', execution_count: this._executionCount, user_expressions: {} };
      } catch (error) {
        const { status, ...reply } = failed(error);
        this.publishExecuteError(reply, this.parentHeader);
        if (stop_on_error !== false) this.failedAt = new Date().toISOString();
        return { status, execution_count: this._executionCount, ...reply };
      } finally {
        this.asked = null;
      }
    }

    /** What shows a cell's outputs. */
    host(allowStdin) {
      return {
        print: (fd, text) => this.stream({ name: fd === 2 ? 'stderr' : 'stdout', text }, this.parentHeader),
        display: (data, id) => this.show(data, id),
        result: (data) =>
          this.publishExecuteResult({ execution_count: this._executionCount, data, metadata: {} }, this.parentHeader),
        clear: (wait) => this.clearOutput({ wait }, this.parentHeader),
        input: allowStdin ? () => this.input() : undefined,
        file: (name) => beside(this.session.path, name),
      };
    }

    show(data, id) {
      const content = { data, metadata: {}, transient: id ? { display_id: id } : {} };
      if (id && this.shownIds.has(id)) return this.updateDisplayData(content, this.parentHeader);
      if (id) this.shownIds.add(id);
      this.displayData(content, this.parentHeader);
    }

    /** The next line that somebody types. */
    input() {
      const question = messageTo(this.parentHeader, 'stdin', 'input_request', { prompt: '', password: false });
      return new Promise((resolve) => {
        this.asked = { id: question.header.msg_id, resolve };
        this.send(question);
      });
    }

    /** Takes the answer to a question; that to the one of a cell that was stopped meanwhile means nothing. */
    inputReply({ value }, question) {
      if (question === this.asked?.id) this.asked.resolve(value);
    }

    interrupt() {
      this.session.interrupt();
    }

    completeRequest(question) {
      return this.complete(question).catch(failed);
    }

    async complete({ code, cursor_pos }) {
      const { matches, start, end } = await this.session.complete(code, cursor_pos);
      return { status: 'ok', matches, cursor_start: start, cursor_end: end, metadata: {} };
    }

    inspectRequest(question) {
      return this.inspect(question).catch(failed);
    }

    async inspect({ code, cursor_pos }) {
      const text = await this.session.inspect(code, cursor_pos);
      return text
        ? { status: 'ok', found: true, data: { 'text/markdown': text, 'text/plain': text }, metadata: {} }
        : { status: 'ok', found: false, data: {}, metadata: {} };
    }

    async isCompleteRequest({ code }) {
      try {
        const { Text } = await builder.ask('cells', { Do: 'status', Source: code });
        return { status: Text, indent: '' };
      } catch {
        return { status: 'unknown' }; // The kernel's parts are lost: the cell will say so when it runs.
      }
    }
    async commInfoRequest() {
      return { status: 'ok', comms: {} };
    }
    async commOpen() {}
    async commMsg() {}
    async commClose() {}
  };
}

/** The reply to what went wrong. Without one the notebook would take the kernel for busy, for ever. */
function failed({ name, message, traceback }) {
  return { status: 'error', ename: traceback ? name : 'KernelError', evalue: message, traceback: traceback ?? [message] };
}

/**
 * JupyterLite drops all that waits whenever a cell fails, questions too, and answers none of it; unless it was an interrupt.
 * This kernel aborts the cells that wait by itself.
 */
function keepingQueue(message) {
  if (message.header.msg_type === 'execute_reply') message.metadata = { ...message.metadata, cause: 'interrupt' };
  return message;
}
