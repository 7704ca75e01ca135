export interface Settings {
  pageSize: number;
  theme: string;
}

// A type error on purpose: see README.md.
export const settings: Settings = {
  pageSize: "20",
  theme: "dark",
};

export function checkSettings(settings: Settings): boolean {
  if (!settings.theme) {
    throw new Error("theme is required");
  }
  return true;
}
