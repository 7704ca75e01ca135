import type { Engine } from "../engine/engine";
import type { ChatMessage, ChatRequest, Usage } from "../protocol/chat";
import { Failure } from "../protocol/failure";
import { imageTokens, type PixelSize } from "../protocol/imageTokens";

/** Roles and turn marks around each message, and the opening of the answer. */
const messageTokens = 6;

/** What a picture takes whose size is not known: the least that any takes. */
const leastTokens = 70;
/** How far what is left of a prompt without its text may lie beside what its pictures take. */
const slackTokens = 35;

interface ProofParts {
  readonly usage: Usage;
  /** The pictures of the request; sides in pixels, where they are known. */
  readonly pictures: readonly { readonly size?: PixelSize }[];
  readonly signal: AbortSignal;
}

/**
 * The usage with the tokens that pictures took, as far as that can be told: what is left of the prompt without its
 * text. Engines have answered questions about pictures that they never saw; 0 says so. Sound leaves it open, and so does
 * a server that cannot count the text exactly, or no longer counts at all: a whole answer must not fail for this.
 */
export async function withPictureTokens(
  engine: Pick<Engine, "countTokens" | "describe">,
  request: ChatRequest,
  { usage, pictures, signal }: ProofParts,
): Promise<Usage> {
  const { sounds, text } = contentOf(request.messages);
  if (pictures.length === 0 || sounds > 0) return usage;
  const textTokens = await exactCount(engine, text, signal);
  if (textTokens === undefined) return usage;
  const rest = usage.promptTokens - textTokens - messageTokens * (request.messages.length + 1);
  return { ...usage, pictureTokens: isShort(rest, pictures) ? 0 : rest };
}

/**
 * Whether the tokens are those of some of the pictures only, or of none. Not whether they are fewer than those of all:
 * a model on a server may take another number for each.
 */
function isShort(tokens: number, pictures: ProofParts["pictures"]): boolean {
  let sums = [0];
  for (const { size } of pictures) {
    const own = size ? imageTokens(size) : leastTokens;
    sums = [...new Set(sums.flatMap((sum) => [sum, sum + own]))];
  }
  const ofSome = sums.toSorted((a, b) => a - b).slice(0, -1);
  return tokens < slackTokens || ofSome.some((sum) => Math.abs(tokens - sum) < slackTokens);
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
    sounds: parts.filter(({ type }) => type === "input_audio").length,
    text: parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"),
  };
}
