import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { bareBytes } from "../../attachments/bareBytes";
import type { Composer } from "../../host/composer";
import { UserError } from "../../host/userError";
import type { Attachment } from "../../protocol/conversation";
import type { HostMessage } from "../../protocol/panelContract";
import type { Ids } from "./chips";

type Picture = Extract<Attachment, { kind: "image" }>;

/** What the view made of a picture; sides in pixels. */
interface Made {
  readonly picture?: Uint8Array | undefined;
  readonly width: number;
  readonly height: number;
}

/** How long a picture may take to be decoded; large ones take seconds on a slow machine. */
const preparedWithinMs = 30_000;

/**
 * Has the view decode each picture before it can be sent: the browser reads more kinds than llama-server, turns them
 * upright, and drops what else is in the file. An upright PNG or JPEG keeps its pixels as they are coded.
 */
export class Pictures {
  readonly #composer: Composer;
  readonly #ids: Ids;
  readonly #post: (message: HostMessage) => void;
  /** Pictures as they were attached, by what will be sent in their place; they go with it. */
  readonly #wholes = new WeakMap<Picture, Picture>();
  /** Pictures that the view was given and has not answered for. */
  readonly #waiting = new Set<string>();

  constructor(composer: Composer, ids: Ids, post: (message: HostMessage) => void) {
    this.#composer = composer;
    this.#ids = ids;
    this.#post = post;
  }

  /** Hands pictures that were not decoded yet to the view; `again` also those that an earlier view never answered for. */
  prepare({ again = false } = {}): void {
    if (again) this.#waiting.clear();
    for (const picture of this.#unprepared()) {
      const id = this.#ids.of(picture);
      if (this.#waiting.has(id)) continue;
      this.#waiting.add(id);
      const { mimeType } = picture;
      const bytes = new Uint8Array(picture.bytes);
      const mustEncode = bareBytes(mimeType, bytes) === undefined;
      this.#post({ kind: "prepare", id, mimeType, bytes, mustEncode });
    }
  }

  /** Takes what the view made of a picture that was attached: other bytes, or only its size. */
  putPrepared(id: string, made: Made): void {
    this.#waiting.delete(id);
    const old = this.find(id);
    const fresh = old && this.#replace(old, made);
    if (fresh && made.picture) this.#wholes.set(fresh, old);
  }

  /** Takes what a person made of a picture; nothing of the one before it stays. */
  putEdited(id: string, made: Made): void {
    const old = this.find(id);
    if (old) this.#replace(old, made);
  }

  /** A picture of the composer with all the pixels that its file had; the picture itself if none were dropped. */
  whole(id: string): Picture | undefined {
    const picture = this.find(id);
    return picture && (this.#wholes.get(picture) ?? picture);
  }

  #replace(old: Picture, { picture, width, height }: Made): Picture {
    const bytes = picture ? { bytes: picture, mimeType: "image/png" } : {};
    const fresh: Picture = { ...old, ...bytes, size: { width, height } };
    this.#ids.pass(old, fresh);
    this.#composer.replace(old, fresh);
    return fresh;
  }

  /** Drops a picture that no browser can read, and says so. */
  refuse(id: string): void {
    this.#waiting.delete(id);
    const picture = this.find(id);
    if (!picture) return;
    this.#composer.remove(picture);
    throw new UserError(
      vscode.l10n.t("{0} cannot be read as a picture. It may be cut off or damaged.", picture.name),
    );
  }

  find(id: string): Picture | undefined {
    return this.#pictures().find((picture) => this.#ids.of(picture) === id);
  }

  /** Resolves when every picture was decoded. */
  async allPrepared(): Promise<void> {
    const end = Date.now() + preparedWithinMs;
    while (this.#unprepared().length > 0) {
      if (Date.now() > end)
        throw new UserError(vscode.l10n.t("A picture could not be prepared in time. Try again."));
      await sleep(20);
    }
  }

  #unprepared(): Picture[] {
    return this.#pictures().filter(({ size }) => !size);
  }

  #pictures(): Picture[] {
    return this.#composer.content.attachments.filter((attachment) => attachment.kind === "image");
  }
}
