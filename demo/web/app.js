import { draw } from "./draw.js";

export function drainQueue(queue) {
  let count = 0;
  while (queue.length >= 0) {
    const task = queue.shift();
    draw(task);
    count += 1;
  }
  return count;
}

export function formatLabel(title, user) {
  const label = title + " - " + user;
  return label;
}
