import type { Token } from "markdown-it";
import { highlighted, markdown } from "./markdown";
import { updateChildren } from "./updateChildren";

/** Makes what stands around a block of code: its buttons. */
export type CodeFrame = (pre: HTMLElement, code: () => string) => HTMLElement;

/** Code from here on gets its colours after it was drawn. */
const longCharacters = 4_000;

/** A last line that may become another item of the list before it, or text after that list. */
const unfinishedMark = /(?<=\n)[ \t]*\d{1,9}[.)]?$/;

/** How much longer than a drawing took the page is left alone after it. */
const restShare = 4;

interface Block {
  readonly tokens: readonly Token[];
  /** Offset in the text that was parsed at which the block begins. */
  readonly start: number;
}

/**
 * Draws Markdown that grows. Blocks that are complete are drawn once; only the last one is drawn anew, and code that is
 * still coming only gets the new characters. So a long answer costs no more at its end than at its start.
 */
export class StreamedMarkdown {
  readonly element: HTMLElement;
  readonly #frame: CodeFrame;
  /** All before this offset is drawn for good. */
  #settled = 0;
  #text = "";
  #isFinal = false;
  /** The last block: its elements, the type of its first token, and its open code if it is that. */
  #live: HTMLElement[] = [];
  #liveType = "";
  #openCode: { readonly start: number; readonly node: Text; drawn: number } | undefined;

  /** A block of thousands of lines takes a while to draw: so long the page is left to the reader before the next time. */
  #freeAt = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, frame: CodeFrame) {
    this.element = element;
    this.#frame = frame;
  }

  /** Draws `text`, of which what was drawn before is the beginning; any other text is drawn from nothing. */
  update(text: string, { isFinal }: { readonly isFinal: boolean }): void {
    clearTimeout(this.#later);
    const wait = isFinal ? 0 : this.#freeAt - performance.now();
    if (wait > 0) {
      this.#later = setTimeout(() => this.update(text, { isFinal }), wait);
      return;
    }
    const started = performance.now();
    this.#show(text, isFinal);
    const ended = performance.now();
    this.#freeAt = ended + (ended - started) * restShare;
  }

  #show(text: string, isFinal: boolean): void {
    if (text === this.#text && isFinal === this.#isFinal) return;
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    this.#isFinal = isFinal;
    if (this.#appendToOpenCode(isFinal)) return;
    const rest = (isFinal ? text : text.replace(unfinishedMark, "")).slice(this.#settled);
    const blocks = topLevelBlocks(rest);
    const grown = this.#grow(blocks);
    if (grown) {
      blocks.shift();
      if (blocks.length === 0) return;
    } else for (const element of this.#live) element.remove();
    this.#live = [];
    this.#openCode = undefined;
    for (const [index, block] of blocks.entries()) {
      const isLast = index === blocks.length - 1;
      const elements = this.#draw(block, rest, { isOpen: isLast && !isFinal });
      this.element.append(...elements);
      if (isLast) {
        this.#live = elements;
        this.#liveType = block.tokens[0]?.type ?? "";
        this.#settled += block.start;
      }
    }
  }

  // A list or table of thousands of lines is one block: only what is new in it is drawn.
  #grow([block]: readonly Block[]): boolean {
    const [old, ...others] = this.#live;
    const [first] = block?.tokens ?? [];
    if (!block || !old || others.length > 0 || first?.type !== this.#liveType || isCode(first)) return false;
    const [now, ...more] = drawn(block);
    if (!now || more.length > 0 || now.tagName !== old.tagName) return false;
    updateChildren(old, now);
    this.#frameCode(old);
    return true;
  }

  #reset(): void {
    this.element.replaceChildren();
    this.#settled = 0;
    this.#live = [];
    this.#openCode = undefined;
  }

  // While a fence is open, new text is nothing but more code.
  #appendToOpenCode(isFinal: boolean): boolean {
    const open = this.#openCode;
    if (!open || isFinal) return false;
    const code = this.#text.slice(open.start);
    const fresh = code.slice(open.drawn);
    // A line that could close the fence ends this: the block is parsed again.
    const lineStart = code.lastIndexOf("\n", Math.max(0, open.drawn - 1)) + 1;
    if (/^ {0,3}(?:`{1,}|~{1,})/m.test(code.slice(lineStart))) return false;
    open.node.appendData(fresh);
    open.drawn = code.length;
    return true;
  }

  #draw(block: Block, source: string, { isOpen }: { readonly isOpen: boolean }): HTMLElement[] {
    const [first] = block.tokens;
    if (first && isCode(first)) return [this.#code(first, block, { source, isOpen })];
    const elements = drawn(block);
    for (const element of elements) this.#frameCode(element);
    return elements;
  }

  #frameCode(element: HTMLElement): void {
    for (const pre of element.querySelectorAll("pre:not(.code > pre)")) {
      const text = pre.textContent;
      pre.replaceWith(this.#frame(pre.cloneNode(true) as HTMLElement, () => text));
    }
  }

  #code(
    token: Token,
    block: Block,
    { source, isOpen }: { readonly source: string; readonly isOpen: boolean },
  ): HTMLElement {
    const code = document.createElement("code");
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    pre.append(code);
    const text = token.content;
    if (isOpen && token.type === "fence") {
      const codeStart = source.indexOf("\n", block.start) + 1;
      const node = document.createTextNode(text);
      code.append(node);
      const at = this.#settled + (codeStart === 0 ? source.length : codeStart);
      if (codeStart > 0) {
        const drawn = this.#text.length - at;
        node.data = this.#text.slice(at);
        this.#openCode = { start: at, node, drawn };
      }
      return this.#frame(pre, () => node.data);
    }
    const paint = (): void => {
      code.innerHTML = highlighted(text, token.info);
    };
    if (text.length < longCharacters) paint();
    else {
      code.textContent = text;
      setTimeout(paint); // a task of its own: together with the drawing it would hold the page up
    }
    return this.#frame(pre, () => text);
  }
}

/** The elements of a block that is no code; what it holds of code has no frame yet. */
function drawn({ tokens }: Block): HTMLElement[] {
  const holder = document.createElement("div");
  holder.innerHTML = markdown.renderer.render([...tokens], markdown.options, {});
  return [...holder.children] as HTMLElement[];
}

function isCode({ type }: Token): boolean {
  return type === "fence" || type === "code_block";
}

/** Parses Markdown and groups its tokens by block of the top level. */
function topLevelBlocks(text: string): Block[] {
  const tokens = markdown.parse(text, {});
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const blocks: Block[] = [];
  let group: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    group.push(token);
    depth += token.nesting;
    if (depth > 0) continue;
    blocks.push({ tokens: group, start: lineStarts[group[0]?.map?.[0] ?? 0] ?? 0 });
    group = [];
  }
  return blocks;
}
