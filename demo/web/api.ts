import type { Task } from "./task";

declare const api: { load(url: string): Promise<{ tasks: Task[] }> };
declare function sendTask(task: Task): Promise<boolean>;

export async function loadTasks(url: string): Promise<Task[]> {
  const response = await api.load(url);
  return response.tasks;
}

export async function saveTask(task: Task, attempts: number): Promise<boolean> {
  for (let i = 0; i < attempts; i++) {
    const ok = await sendTask(task);
    if (ok) {
      return true;
    }
  }
  return false;
}
