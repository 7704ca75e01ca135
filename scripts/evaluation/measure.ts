import * as code from "./code";
import type { HeldOut } from "./heldOut";
import * as media from "./media";
import type { Session } from "./session";

/** Asks one held-out question and scores the answer; `folder` holds its picture or sound. */
export function measure(session: Session, item: HeldOut, folder: string): Promise<void> {
  switch (item.kind) {
    case "explain":
      return code.explain(session, item);
    case "bug":
      return code.bug(session, item);
    case "correct":
      return code.correct(session, item);
    case "followUp":
      return code.followUp(session, item);
    case "noCode":
      return code.noCode(session, item);
    case "edit":
      return code.edit(session, item);
    case "notes":
      return code.notes(session, item);
    case "commit":
      return code.commit(session, item);
    case "picture":
      return media.picture(session, item, folder);
    case "command":
      return media.command(session, item, folder);
    case "voiceNote":
      return media.voiceNote(session, item, folder);
  }
}
