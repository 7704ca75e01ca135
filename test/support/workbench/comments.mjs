// Comment threads, as a person sees them in an editor.

const waitMs = 15_000;

/** The open thread whose label or comments contain `text`; without it, every open thread. */
export function thread(page, text) {
  return page.locator(".review-widget", text === undefined ? {} : { hasText: text });
}

/** The comments of a thread, oldest first. */
export function comments(thread) {
  return thread.locator(".review-comment");
}

/** The text of each comment's body. */
export async function commentTexts(thread) {
  return (await thread.locator(".review-comment .comment-body").allInnerTexts()).map((text) => text.trim());
}

/** A button of the thread's title bar, by its label. */
export function titleButton(thread, label) {
  return thread.locator(`.review-actions .action-label[aria-label^=${JSON.stringify(label)}]`);
}

/** Types into the thread's reply editor, which shows as one line until it is used. */
export async function typeReply(page, thread, text) {
  await openReply(thread);
  await page.keyboard.type(text);
}

/** Presses the reply's button with this label. */
export async function submitReply(thread, label) {
  await thread
    .locator(".comment-form-container")
    .getByRole("button", { name: label })
    .click({ timeout: waitMs });
}

/** Puts the keyboard into the reply editor. */
export async function openReply(thread) {
  const closed = thread.locator(".review-thread-reply-button");
  // One of both, once the answer has settled and the thread is drawn anew.
  await closed.or(replyEditor(thread)).filter({ visible: true }).first().waitFor({ timeout: waitMs });
  if (await closed.isVisible()) await closed.click({ timeout: waitMs });
  await replyEditor(thread).click({ timeout: waitMs });
}

/** The editor in which a person types a reply. */
export function replyEditor(thread) {
  return thread.locator(".comment-form .monaco-editor");
}

/** Whether the keyboard is in the reply editor of a thread. */
export async function isReplyFocused(page) {
  return page.evaluate(() => Boolean(document.activeElement?.closest(".review-widget .comment-form")));
}
