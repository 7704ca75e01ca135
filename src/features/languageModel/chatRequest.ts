import * as vscode from "vscode";
import { attachmentOf, isReadByEngine } from "../../attachments/attachmentOf";
import { wordAttachmentProblem } from "../../host/wordAttachment";
import { userMessage } from "../../prompt/chatTemplate";
import { breakControlTokens } from "../../prompt/controlTokens";
import type { ChatMessage, ChatRequest, ToolCall, ToolFunction } from "../../protocol/chat";
import type { Attachment } from "../../protocol/conversation";

type Messages = readonly vscode.LanguageModelChatRequestMessage[];

/** The request of another extension or of the built-in chat as the engine takes it; throws for media that cannot be sent. */
export function chatRequestOf(
  messages: Messages,
  options: vscode.ProvideLanguageModelChatResponseOptions,
  longestAnswer: number,
): ChatRequest {
  const wanted = modelOptions(options.modelOptions);
  const functions = (options.tools ?? []).map(toolFunction);
  const isRequired = options.toolMode === vscode.LanguageModelChatToolMode.Required;
  return {
    messages: messages.flatMap(chatMessages),
    maxTokens: Math.min(wanted.maxTokens ?? longestAnswer, longestAnswer),
    sampling: wanted.isExact ? "exact" : "answer",
    ...(functions.length > 0 && { tools: { functions, choice: isRequired ? "required" : "auto" } }),
  };
}

/**
 * The messages of the chat format for one of VS Code's: results of tools stand in messages of their own. Those hold text
 * alone: pictures in them follow with what the user says.
 */
function chatMessages({ role, content }: Messages[number]): ChatMessage[] {
  const text = content.map(textOf).join("");
  if (role === vscode.LanguageModelChatMessageRole.Assistant) {
    const calls = content.flatMap((part) =>
      part instanceof vscode.LanguageModelToolCallPart ? [toolCall(part)] : [],
    );
    return [{ role: "assistant", content: text, ...(calls.length > 0 && { tool_calls: calls }) }];
  }
  if (isSystem(role)) return [{ role: "system", content: text }];
  const results = content.flatMap((part) =>
    part instanceof vscode.LanguageModelToolResultPart ? [toolResult(part)] : [],
  );
  const attachments = content
    .flatMap(partsIn)
    .flatMap((part) => (part instanceof vscode.LanguageModelDataPart ? attachmentsOf(part) : []));
  const hasOwn = text !== "" || attachments.length > 0 || results.length === 0;
  return [...results, ...(hasOwn ? [userMessage(text, attachments)] : [])];
}

// Stable VS Code has names for users and assistants only; the built-in chat sends its instructions as a third.
function isSystem(role: number): boolean {
  return role === 3;
}

function textOf(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return breakControlTokens(part.value);
  if (part instanceof vscode.LanguageModelDataPart && isText(part.mimeType)) {
    return breakControlTokens(new TextDecoder().decode(part.data));
  }
  return "";
}

/** The part itself, or what the result of a tool consists of. */
export function partsIn(part: unknown): readonly unknown[] {
  return part instanceof vscode.LanguageModelToolResultPart ? part.content : [part];
}

/** All text of a part, as it is sent: for counting. */
export function textIn(part: unknown): string {
  return part instanceof vscode.LanguageModelToolCallPart ? JSON.stringify(part.input) : textOf(part);
}

function isText(mimeType: string): boolean {
  return mimeType.startsWith("text/") || /[/+]json$/.test(mimeType);
}

function attachmentsOf({ data, mimeType }: vscode.LanguageModelDataPart): Attachment[] {
  if (!/^(image|audio)\//.test(mimeType)) return []; // marks of the chat itself, such as its cache control
  const result = attachmentOf(mimeType, data);
  if (result.kind === "refused") throw new Error(wordAttachmentProblem(mimeType, result.problem));
  if (!isReadByEngine(result.attachment)) {
    throw new Error(vscode.l10n.t("The model reads no {0}. Send PNG, JPEG, GIF or BMP.", mimeType));
  }
  return [result.attachment];
}

function toolCall({ callId, name, input }: vscode.LanguageModelToolCallPart): ToolCall {
  const text = breakControlTokens(JSON.stringify(input));
  return { id: callId, type: "function", function: { name, arguments: text } };
}

function toolResult({ callId, content }: vscode.LanguageModelToolResultPart): ChatMessage {
  return { role: "tool", tool_call_id: callId, content: content.map(textOf).join("") };
}

function toolFunction({ name, description, inputSchema }: vscode.LanguageModelChatTool): ToolFunction {
  const schema = inputSchema === undefined ? {} : Object.fromEntries(Object.entries(inputSchema));
  return {
    name,
    description: breakControlTokens(description),
    parameters: "type" in schema ? schema : { type: "object", properties: {}, additionalProperties: false },
  };
}

// The two that callers of other models use; everything else is left to the model card.
function modelOptions(options: Readonly<Record<string, unknown>> | undefined): {
  readonly maxTokens: number | undefined;
  readonly isExact: boolean;
} {
  const most: unknown = options?.["max_tokens"];
  return {
    maxTokens: typeof most === "number" && most >= 1 ? Math.floor(most) : undefined,
    isExact: options?.["temperature"] === 0,
  };
}
