/** Largest file that is read at all, to be attached. */
export const maxAttachmentBytes = 64 * 1024 * 1024;
