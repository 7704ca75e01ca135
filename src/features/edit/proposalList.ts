import * as vscode from "vscode";
import { fileName } from "../../host/fileName";
import { Proposal, proposalScheme, type EditPlace, type ProposalState } from "./proposal";

const emptyQuery = "empty";

/** The proposals that are being looked at: their documents, diff editors and buttons. Closing one discards it. */
export class ProposalList {
  readonly #open = new Map<string, Proposal>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #closed = new vscode.EventEmitter<Proposal>();
  readonly #stopped = new vscode.EventEmitter<Proposal>();
  readonly #registrations: vscode.Disposable;
  #lastId = 0;

  /** A proposal is gone: accepted, discarded, or its diff editor was closed. */
  readonly onDidClose = this.#closed.event;
  /** The answer that is being written into a proposal is not wanted any more. */
  readonly onDidStop = this.#stopped.event;

  constructor() {
    closeLeftTabs();
    this.#registrations = vscode.Disposable.from(
      this.#changed,
      this.#closed,
      this.#stopped,
      vscode.workspace.registerTextDocumentContentProvider(proposalScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#open.get(uri.toString())?.fileText() ?? "",
      }),
      vscode.workspace.onDidChangeTextDocument((change) => {
        for (const proposal of this.#open.values()) {
          if (proposal.place.kind !== "range" || proposal.place.document !== change.document) continue;
          proposal.follow(change);
          this.#changed.fire(proposal.uri);
        }
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) {
          const proposal = this.find(proposalUriOf(tab));
          if (proposal && !tabOf(proposal)) this.#forget(proposal);
        }
      }),
    );
  }

  /** Opens a proposal for a place as it reads now; it follows its file from here on, and is shown by `show`. */
  add(place: EditPlace): Proposal {
    this.#lastId += 1;
    const proposal = new Proposal(this.#lastId, place);
    this.#open.set(proposal.uri.toString(), proposal);
    this.#tellButtons();
    return proposal;
  }

  find(uri: vscode.Uri | undefined): Proposal | undefined {
    return uri && this.#open.get(uri.toString());
  }

  has(proposal: Proposal): boolean {
    return this.#open.has(proposal.uri.toString());
  }

  /** The proposal whose diff editor is in front, or else the newest one that is in view; never one that nobody sees. */
  inFront(): Proposal | undefined {
    const { activeTabGroup, all } = vscode.window.tabGroups;
    const inView = all.flatMap(({ activeTab }) => this.find(activeTab && proposalUriOf(activeTab)) ?? []);
    const front = this.find(activeTabGroup.activeTab && proposalUriOf(activeTabGroup.activeTab));
    return front ?? [...this.#open.values()].findLast((proposal) => inView.includes(proposal));
  }

  put(proposal: Proposal, state: ProposalState): void {
    proposal.put(state);
    this.#changed.fire(proposal.uri);
    this.#tellButtons();
  }

  stop(proposal: Proposal): void {
    this.#stopped.fire(proposal);
  }

  /** Opens the diff of the real file against the proposal, or brings it to the front. */
  async show(proposal: Proposal): Promise<void> {
    const { place, uri, askedIn } = proposal;
    const isNew = place.kind === "newFile";
    const left = isNew ? uri.with({ query: emptyQuery }) : place.document.uri;
    const languageId = isNew ? place.languageId : place.document.languageId;
    const proposed = await vscode.workspace.openTextDocument(uri);
    if (proposed.languageId !== languageId)
      await vscode.languages.setTextDocumentLanguage(proposed, languageId);
    const name = fileName(uri);
    const title = vscode.l10n.t("{0}: proposed by Gloss", name);
    // Whoever went on to another file must not be called away from it.
    const inFront = vscode.window.activeTextEditor?.document;
    const preserveFocus = !isNew && inFront !== place.document && inFront !== askedIn;
    await vscode.commands.executeCommand("vscode.diff", left, uri, title, { preview: false, preserveFocus });
  }

  async close(proposal: Proposal): Promise<void> {
    const tab = tabOf(proposal);
    this.#forget(proposal);
    if (tab) await vscode.window.tabGroups.close(tab);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #forget(proposal: Proposal): void {
    if (!this.#open.delete(proposal.uri.toString())) return;
    this.#tellButtons();
    this.#closed.fire(proposal);
  }

  #tellButtons(): void {
    const all = [...this.#open.values()];
    const of = (kind: ProposalState["kind"]): string[] =>
      all.filter(({ state }) => state.kind === kind).map(({ uri }) => uri.toString());
    const set = (key: string, value: unknown): void => {
      void vscode.commands.executeCommand("setContext", key, value); // cannot fail
    };
    set("gloss.proposals.ready", of("ready"));
    set("gloss.proposals.streaming", of("streaming"));
    set(
      "gloss.proposals.askable",
      all.flatMap(({ state, uri }) => (state.kind === "ready" && state.origin ? [uri.toString()] : [])),
    );
  }
}

// The extension was started again in this window: of what was proposed before, only the tabs are left.
function closeLeftTabs(): void {
  const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(proposalUriOf);
  if (left.length > 0) void vscode.window.tabGroups.close(left); // a proposal cannot be unsaved
}

function proposalUriOf({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === proposalScheme
    ? input.modified
    : undefined;
}

function tabOf({ uri }: Proposal): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find((tab) => proposalUriOf(tab)?.toString() === uri.toString());
}
