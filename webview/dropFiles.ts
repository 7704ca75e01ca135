/** What was dropped: files of the operating system, or things of the workbench by their addresses. */
export interface Dropped {
  readonly files: readonly File[];
  readonly uris: readonly string[];
}

/**
 * Takes drops anywhere on the page. The event must not reach the workbench, which would cover the page with a target
 * of its own. What comes from the Explorer or from a tab arrives only with Shift held.
 */
export function takeDrops(page: HTMLElement, onDrop: (dropped: Dropped) => void): void {
  let depth = 0;
  const mark = (by: number): void => {
    depth = Math.max(0, depth + by);
    page.classList.toggle("drop-target", depth > 0);
  };
  const handle = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  page.addEventListener("dragenter", (event) => {
    handle(event);
    mark(1);
  });
  page.addEventListener("dragover", handle);
  page.addEventListener("dragleave", (event) => {
    handle(event);
    mark(-1);
  });
  page.addEventListener("drop", (event) => {
    handle(event);
    mark(-depth);
    const { dataTransfer } = event;
    if (!dataTransfer) return;
    const list =
      dataTransfer.getData("application/vnd.code.uri-list") || dataTransfer.getData("text/uri-list");
    const uris = list.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
    const files = [...dataTransfer.files];
    onDrop({ files, uris: files.length > 0 ? [] : uris });
  });
}
