export function draw(task) {
  const row = document.createElement("li");
  row.textContent = task.title;
  document.querySelector("#tasks").append(row);
}
