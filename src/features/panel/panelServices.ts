import type { Services } from "../../host/services";

/** What the parts of the panel need. */
export type PanelServices = Pick<
  Services,
  | "conversations"
  | "history"
  | "composer"
  | "download"
  | "engine"
  | "log"
  | "microphoneLight"
  | "modelName"
  | "extension"
>;
