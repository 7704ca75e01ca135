import * as vscode from "vscode";
import { mentionCandidates } from "../../host/mentions";
import { contextInOtherWords, questionContext } from "../../host/questionContext";
import { refuseEdited } from "../../host/refuseEdited";
import { saveSound } from "../../host/saveSound";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { refuseTooLarge } from "../../host/wordAttachment";
import { explainInstruction } from "../../prompt/ask";
import { screenshotInstruction } from "../../prompt/screenshot";
import type { Question } from "../../protocol/conversation";
import type { PanelAction, PanelMessage } from "../../protocol/panelContract";
import { identifiersIn } from "../../voice/identifiers";
import { addSelection } from "./addSelection";
import { insertAtCursor, openLink, reviewAsDiff } from "./answerCode";
import { attach, attachUris, findMedia, postMedia, removeChip } from "./attachments";
import { deleteConversation, exportConversation, renameConversation } from "./keptConversation";
import type { PanelServices } from "./panelServices";
import { actionCommands, type PanelView } from "./panelView";
import type { Pictures } from "./pictures";
import { stepAfter } from "./turnView";

interface Parts {
  readonly view: PanelView;
  readonly pictures: Pictures;
}

/** Does what the panel asks for. */
export function receiver(
  services: PanelServices,
  { view, pictures }: Parts,
): (message: PanelMessage) => Promise<void> {
  const { conversations, history } = services;
  const inCurrent = async (work: (id: string) => Promise<void> | void): Promise<void> => {
    if (view.current) await work(view.current.id);
  };
  let search = "";
  const listHistory = async (): Promise<void> => {
    const entries = await history.list(search);
    const items = entries.map(({ id, title, changedAt }) => ({
      id,
      title: title === "" ? vscode.l10n.t("(no title)") : title,
      when: new Date(changedAt).toLocaleString(vscode.env.language, {
        dateStyle: "medium",
        timeStyle: "short",
      }),
      isOpen: id === view.current?.id,
    }));
    view.post({ kind: "history", items });
  };

  return async (message) => {
    switch (message.kind) {
      case "ready": {
        pictures.prepare({ again: true });
        return;
      }
      case "draft": {
        view.keepDraft(message.text);
        return;
      }
      case "send":
        return send(services, { view, pictures }, message.text);
      case "editAndResend":
        return inCurrent((id) =>
          conversations.editAndResend(id, message.turn, {
            instruction: message.text,
            contextFor: (earlier) => contextInOtherWords(earlier, message.text),
          }),
        );
      case "stop":
        return inCurrent((id) => conversations.stop(id));
      case "regenerate":
        return inCurrent((id) => conversations.regenerate(id));
      case "continueAnswer":
        return inCurrent((id) => conversations.continueAnswer(id));
      case "attach":
        return attach(services, view, message);
      case "attachUris":
        return attachUris(services, view, message.uris);
      case "removeChip": {
        removeChip(services, view, message.id);
        return;
      }
      case "prepared": {
        pictures.putPrepared(message.id, message);
        return;
      }
      case "replacePicture": {
        pictures.putEdited(message.id, message);
        return;
      }
      case "editing": {
        services.composer.edited = message.id === undefined ? undefined : pictures.find(message.id);
        return;
      }
      case "unreadable": {
        pictures.refuse(message.id);
        return;
      }
      case "needMedia": {
        postMedia(services, { view, pictures }, message.key);
        return;
      }
      case "tooLarge": {
        refuseTooLarge(message.name, message.bytes);
        return;
      }
      case "action":
        return act(services, { view, pictures }, message.action);
      case "nextStep": {
        const { turn } = message;
        const step = turn === undefined ? view.nextStep : stepAfter(view.current?.turns[turn]?.answer);
        if (step) await vscode.commands.executeCommand(step.command);
        return;
      }
      case "holdRecording":
        await vscode.commands.executeCommand("gloss.holdRecording", message.isHeld);
        return;
      case "prepareRecording":
        await vscode.commands.executeCommand("gloss.prepareRecording");
        return;
      case "discardRecording":
        await vscode.commands.executeCommand("gloss.discardRecording");
        return;
      case "saveSound": {
        const sound = findMedia(services, view, message.key);
        if (sound?.kind === "audio") await saveSound(sound);
        return;
      }
      case "complete":
        return complete(view, message.prefix);
      case "newConversation":
        view.currentId = undefined;
        return;
      case "listHistory":
        ({ search } = message);
        return listHistory();
      case "openConversation":
        return openConversation(services, view, message.id);
      case "renameConversation":
        await renameConversation(services, message.id);
        return listHistory();
      case "deleteConversation":
        await deleteConversation(services, message.id);
        return listHistory();
      case "exportConversation":
        return exportConversation(services, message.id);
      case "copyText":
        return vscode.env.clipboard.writeText(message.text);
      case "insertCode":
        return insertAtCursor(message.code);
      case "reviewCode":
        return reviewAsDiff(message.code, view.current?.turns[message.turn]?.question);
      case "openLink":
        return openLink(message.href);
    }
  };
}

/** Shows a conversation of the history, also the one that is open behind it. */
export async function openConversation(
  { history }: PanelServices,
  view: PanelView,
  id: unknown,
): Promise<void> {
  if (typeof id !== "string" || !(await history.load(id)))
    throw new UserError(vscode.l10n.t("This conversation is gone."));
  view.currentId = id;
  await view.show();
  view.post({ kind: "focus" });
}

async function act(services: PanelServices, parts: Parts, action: PanelAction): Promise<void> {
  switch (action) {
    case "addSelection":
      await addSelection(services.composer);
      parts.view.post({ kind: "focus" });
      return;
    case "explainSelection":
      await addSelection(services.composer);
      return send(services, parts, explainInstruction);
    case "voiceNote":
      // A question that is spoken here is asked here, whatever is open in the editor.
      await vscode.commands.executeCommand(actionCommands[action], "panel");
      return;
    case "captureScreen":
    case "findCode":
    case "pauseDownload":
      await vscode.commands.executeCommand(actionCommands[action]);
  }
}

async function complete(view: PanelView, prefix: string): Promise<void> {
  const candidates = (await mentionCandidates(prefix)).map(({ text, detail }) => ({ text, detail }));
  view.post({ kind: "completions", prefix, candidates });
}

async function send(services: PanelServices, { view, pictures }: Parts, text: string): Promise<void> {
  const { conversations, composer } = services;
  await pictures.allPrepared();
  const { code, attachments, snippets } = composer.content;
  refuseEdited(composer, attachments);
  const images = attachments.filter(({ kind }) => kind === "image").length;
  // Without a word typed, the question is in the sound; without a sound, it is the picture.
  const isSpoken = text.trim() === "" && attachments.some(({ kind }) => kind === "audio");
  const instruction = text.trim() === "" && !isSpoken ? (screenshotInstruction(images) ?? "") : text.trim();
  if (instruction === "" && attachments.length === 0) return;
  if (view.current && conversations.isAnsweringIn(view.current.id)) {
    throw new UserError(
      vscode.l10n.t("An answer is still being written here. Wait for it, or stop it, and send again."),
    );
  }
  const question: Question = {
    instruction,
    context: snippets,
    attachments,
    ...(code && { code: code.code }),
    ...(isSpoken && {
      spoken: { names: code ? identifiersIn(code.code.text) : [], language: readSettings().language },
    }),
  };
  const id = view.current?.id ?? conversations.open();
  if (text === view.draft) view.putDraft(""); // a ready-made question leaves what was typed
  composer.put({ attachments: [], snippets: [] });
  const asked = conversations.ask(id, {
    question,
    complete: async (signal) => {
      const document = code && (await openIfThere(code.uri));
      const place = document && { document, range: code.range };
      return { ...question, context: [...snippets, ...(await questionContext(instruction, place, signal))] };
    },
  });
  view.currentId = id;
  await asked;
}

/** The document; undefined if its file is gone, in which case the code is sent as it was added. */
async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
