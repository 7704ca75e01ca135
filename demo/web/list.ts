import type { Task } from "./task";

export function openTasks(tasks: Task[], user: string): Task[] {
  const result: Task[] = [];
  for (const task of tasks) {
    if (task.user === user) {
      result.push(task);
    }
  }
  return result;
}

export function findTask(tasks: Task[], id: string): Task | null {
  for (const task of tasks) {
    if (task.id === id) {
      return task;
    }
  }
  return null;
}

export function totalPoints(tasks: Task[]): number {
  let total = 0;
  for (const task of tasks) {
    total += task.points;
  }
  return total;
}

export function largestTask(tasks: Task[]): Task {
  let best = tasks[0];
  for (const task of tasks) {
    if (task.points > best.points) {
      best = task;
    }
  }
  return best;
}
