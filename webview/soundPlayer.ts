import { h, iconButton, showIcon } from "./dom";
import { word } from "./words";

/** Plays a sound: a button, and the time. The browser's own player keeps the look of another program. */
export function soundPlayer(label: string, load: (use: (url: string) => void) => void): HTMLElement {
  const audio = h("audio", { preload: "metadata" }) as HTMLAudioElement;
  const time = h("span", { class: "time" });
  const toggle = iconButton("play", word("play", label), () => {
    if (!audio.paused) audio.pause();
    else audio.play().catch(() => (time.textContent = word("cannotPlay"))); // the person sees why nothing is heard
  });
  const draw = (): void => {
    const isPlaying = !audio.paused;
    showIcon(toggle, isPlaying ? "debug-pause" : "play");
    const name = word(isPlaying ? "pause" : "play", label);
    toggle.setAttribute("aria-label", name);
    toggle.title = name;
    if (Number.isFinite(audio.duration)) {
      time.textContent = clock(isPlaying ? audio.currentTime : audio.duration);
    }
  };
  for (const kind of ["loadedmetadata", "play", "pause", "ended", "timeupdate"]) {
    audio.addEventListener(kind, draw);
  }
  load((url) => (audio.src = url));
  return h("span", { class: "player" }, audio, toggle, time);
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
}
