export interface Task {
  id: string;
  title: string;
  user: string;
  points: number;
  done: boolean;
}
