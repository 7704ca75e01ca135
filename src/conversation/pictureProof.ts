import type { Engine } from "../engine/engine";
import type { ChatMessage, ChatRequest, Usage } from "../protocol/chat";
import { Failure } from "../protocol/failure";

/** Roles and turn marks around each message, and the opening of the answer. */
const messageTokens = 6;

/** Half of the least that a picture takes (70): below that it was not read, whatever the rest was. */
const leastTokens = 35;

/**
 * The usage with the tokens that pictures took, as far as that can be told: what is left of the prompt without its
 * text. Engines have answered questions about pictures that they never saw; 0 says so. Sound leaves it open, and so does
 * a server that cannot count the text exactly, or no longer counts at all: a whole answer must not fail for this.
 */
export async function withPictureTokens(
  engine: Pick<Engine, "countTokens" | "describe">,
  request: ChatRequest,
  { usage, signal }: { readonly usage: Usage; readonly signal: AbortSignal },
): Promise<Usage> {
  const { pictures, sounds, text } = contentOf(request.messages);
  if (pictures === 0 || sounds > 0) return usage;
  const textTokens = await exactCount(engine, text, signal);
  if (textTokens === undefined) return usage;
  const rest = usage.promptTokens - textTokens - messageTokens * (request.messages.length + 1);
  return { ...usage, pictureTokens: rest < leastTokens * pictures ? 0 : rest };
}

async function exactCount(
  engine: Pick<Engine, "countTokens" | "describe">,
  text: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { server } = await engine.describe(signal);
    return server?.tokenCount === "estimated" ? undefined : await engine.countTokens(text, signal);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function contentOf(messages: readonly ChatMessage[]) {
  const parts = messages.flatMap(({ content }) =>
    typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
  );
  return {
    pictures: parts.filter(({ type }) => type === "image_url").length,
    sounds: parts.filter(({ type }) => type === "input_audio").length,
    text: parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"),
  };
}
