import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import type { EngineState } from "../../engine/engine";
import { loadObstacle, withObstacle } from "../../host/loadObstacle";
import { nextStep } from "../../host/nextStep";
import { report } from "../../host/report";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { webviewPage } from "../../host/webviewPage";
import type { Conversation } from "../../protocol/conversation";
import type { FailureReason } from "../../protocol/failure";
import type { HostMessage, PanelAction, PanelMessage } from "../../protocol/panelContract";
import { Ids } from "./chips";
import { drawnAnswer, growth, type DrawnAnswer } from "./growth";
import { LeftOpen } from "./leftOpen";
import { panelState } from "./panelState";
import type { PanelServices } from "./panelServices";
import type { ReadSpeeds } from "./readSpeeds";
import { recordingView } from "./recordingView";
import { phaseOf } from "./turnView";
import { panelWords } from "./words";

/** A state at most every so many milliseconds while an answer is being written. */
const redrawMs = 50;
/** How long a view may take to load on a slow machine. */
const readyWithinMs = 10_000;
/** And the level of the microphone while it is open. */
const levelMs = 80;

/** What each button of the panel runs; a button is there if its command is. */
export const actionCommands: Readonly<Record<PanelAction, string>> = {
  addSelection: "gloss.addSelection",
  explainSelection: "gloss.addSelection",
  captureScreen: "gloss.captureScreen",
  voiceNote: "gloss.voiceNote",
  findCode: "gloss.findCodeForScreenshot",
  pauseDownload: "gloss.pauseDownload",
};

/**
 * The panel as the extension host sees it. All state is here or in the services: the view can be closed, moved and
 * loaded again at any time, and is drawn anew from one snapshot.
 */
export class PanelView implements vscode.WebviewViewProvider {
  readonly ids = new Ids();
  readonly #services: PanelServices;
  readonly #readSpeeds: ReadSpeeds;
  readonly #onMessage: (message: PanelMessage) => Promise<void>;
  #view: vscode.WebviewView | undefined;
  #isReady = false;
  /** Whether a conversation is shown, as the menu of the view knows it. */
  #isOpen = false;
  readonly #leftOpen: LeftOpen;
  #currentId: string | undefined;
  #draft: string;
  /** The conversation that the window before this one showed, until it is. */
  #earlierId: string | undefined;
  #actions: readonly PanelAction[] = [];
  #timer: NodeJS.Timeout | undefined;
  #levelAt = 0;
  /** What would keep the next question from being answered, as it was looked up last. */
  #obstacle: FailureReason | undefined;
  #looks = 0;
  /** What the view has of the answer being written. */
  #drawn: DrawnAnswer | undefined;

  constructor(
    services: PanelServices,
    readSpeeds: ReadSpeeds,
    onMessage: (message: PanelMessage) => Promise<void>,
  ) {
    this.#services = services;
    this.#readSpeeds = readSpeeds;
    this.#onMessage = onMessage;
    this.#leftOpen = new LeftOpen(services.extension.workspaceState, () => readSettings().isHistoryKept);
    const left = this.#leftOpen.value;
    this.#draft = left.draft;
    this.#earlierId = left.conversationId;
  }

  get current(): Conversation | undefined {
    return this.#currentId === undefined ? undefined : this.#services.conversations.get(this.#currentId);
  }

  /** Shows another conversation, or none: the next question opens one. */
  set currentId(id: string | undefined) {
    this.#currentId = id;
    this.#earlierId = undefined;
    this.#keepOpen();
    this.draw();
  }

  /** What a person would do next about the model, if anything; a command and its label. */
  get nextStep(): ReturnType<typeof nextStep> {
    return nextStep(this.#engineState);
  }

  /** The text in the input, as the person left it. */
  get draft(): string {
    return this.#draft;
  }

  /** Remembers what is typed, so that a view that is loaded again has it. */
  keepDraft(text: string): void {
    this.#draft = text;
    this.#keepOpen();
  }

  putDraft(text: string): void {
    this.keepDraft(text);
    this.post({ kind: "draft", text });
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    this.#view = view;
    this.#isReady = false;
    const { webview } = view;
    const { log, extension } = this.#services;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extension.extensionUri, "dist", "webview")],
    };
    // The contract is loaded with the first panel: most windows never open one.
    const { panelMessage } = await import("../../protocol/panelContract");
    webview.onDidReceiveMessage((message: unknown) =>
      report(() => this.#receive(panelMessage.parse(message)), log),
    );
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#isReady = false; // its page is gone, and loaded again when it is shown
      this.draw();
      void report(() => this.drawModel(), log);
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#isReady = false;
    });
    webview.html = webviewPage(webview, extension.extensionUri, "main");
  }

  /** Shows the view; resolves when it takes messages: one that is shown for the first time needs a moment. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand("gloss.panel.focus");
    for (const end = Date.now() + readyWithinMs; !this.#isReady && Date.now() < end;) await sleep(20);
  }

  post(message: HostMessage): void {
    if (this.#isReady) void this.#view?.webview.postMessage(message); // a view that is gone needs nothing
  }

  /** What a person can mend is said where they are looking. */
  async noticing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.post({ kind: "notice", text: error.message });
    }
  }

  /** Sends a fresh snapshot. */
  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isReady) return;
    const { conversations, composer, modelName } = this.#services;
    const conversation = this.current;
    const state = panelState(
      {
        conversation,
        isAnswering: conversation !== undefined && conversations.isAnsweringIn(conversation.id),
        content: composer.content,
        engineState: this.#engineState,
        modelName: modelName(),
        readTokensPerSecond: this.#readSpeeds.of(modelName()),
        actions: this.#actions,
      },
      this.ids,
    );
    this.#drawn = conversation && drawnAnswer(conversation);
    if (this.#view) this.#view.description = conversation?.title ?? "";
    const isOpen = conversation !== undefined;
    if (isOpen !== this.#isOpen)
      void vscode.commands.executeCommand("setContext", "gloss.hasConversation", isOpen); // cannot fail
    this.#isOpen = isOpen;
    this.post({ kind: "state", state });
  }

  /** Draws how the model is, after a look at what would stop the next question: nobody should have to ask to see it. */
  async drawModel(): Promise<void> {
    if (!this.#isReady) return;
    this.#looks += 1;
    const look = this.#looks;
    const obstacle = await loadObstacle(this.#services.extension);
    if (look !== this.#looks) return; // a later look knows better
    this.#obstacle = obstacle;
    this.draw();
  }

  /** Shows how far a model that is being fetched is. */
  drawDownload(): void {
    const { value } = this.#services.download;
    this.post({ kind: "download", ...(value && { download: value }) });
  }

  /** Draws what has changed in a conversation; while its answer grows, only the new text is sent. */
  follow(conversation: Conversation): void {
    if (conversation.id !== this.#currentId) return;
    this.#timer ??= setTimeout(() => this.#drawChange(), redrawMs);
  }

  /** Draws what the microphone does. */
  drawRecording(): void {
    const { state } = this.#services.microphoneLight;
    const now = performance.now();
    if (state.kind === "recording" && now - this.#levelAt < levelMs) return;
    this.#levelAt = state.kind === "recording" ? now : 0;
    const recording = recordingView(state);
    this.post({ kind: "recording", ...(recording && { recording }) });
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  get #engineState(): EngineState {
    return withObstacle(this.#services.engine.state, this.#obstacle);
  }

  #keepOpen(): void {
    this.#leftOpen.keep({ draft: this.#draft, conversationId: this.#currentId });
  }

  async #takeUpEarlier(): Promise<void> {
    const id = this.#earlierId;
    if (id !== undefined && (await this.#services.history.load(id)) && id === this.#earlierId)
      this.currentId = id;
  }

  #drawChange(): void {
    this.#timer = undefined;
    const conversation = this.current;
    const answer = conversation?.turns.at(-1)?.answer;
    const now = conversation && drawnAnswer(conversation);
    const text = growth(this.#drawn, now);
    if (!now || !answer || text === undefined) {
      this.draw();
      return;
    }
    this.#drawn = now;
    this.post({ kind: "append", conversationId: now.conversationId, text, phase: phaseOf(answer) });
  }

  async #receive(message: PanelMessage): Promise<void> {
    if (message.kind !== "ready") {
      await this.noticing(() => this.#onMessage(message));
      return;
    }
    const known = new Set(await vscode.commands.getCommands(true));
    this.#actions = Object.entries(actionCommands).flatMap(([action, command]) =>
      known.has(command) ? [action as PanelAction] : [],
    );
    await report(() => this.#takeUpEarlier(), this.#services.log); // without it the panel still works
    this.#isReady = true;
    this.post({ kind: "words", words: panelWords() });
    this.draw();
    this.drawRecording();
    this.drawDownload();
    void report(() => this.drawModel(), this.#services.log); // takes a moment, and the page is there meanwhile
    this.post({ kind: "draft", text: this.#draft });
    await this.#onMessage(message);
  }
}
