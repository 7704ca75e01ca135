import type { EnginePair } from "../engine/chosenEngine";
import { engineChoice, serverChoice } from "./engineChoice";

/** A server that other extensions ask while this machine is chosen: asked now, or earlier in this window. */
export interface ServerBeside {
  readonly host: string;
  readonly isAsked: boolean;
}

/**
 * The server that data of another extension went to although it is not chosen; undefined if nothing did. `last` is what
 * this gave before: what went out stays out, however the connection ends.
 */
export function serverBeside(
  { server }: Pick<EnginePair, "server">,
  last: ServerBeside | undefined,
): ServerBeside | undefined {
  const { state } = server;
  if (engineChoice().kind !== "here") return undefined;
  if (state.kind === "stopped" || state.kind === "failed") return last && { ...last, isAsked: false };
  const known = state.kind === "starting" ? undefined : state.description.server?.host;
  const choice = serverChoice();
  const host = known ?? (choice.kind === "server" ? choice.host : "");
  return { host, isAsked: state.kind !== "ready" };
}
