package main

import "fmt"

type Task struct {
	Title  string
	Points int
}

func TotalPoints(tasks []Task) int {
	total := 0
	for _, task := range tasks {
		total += task.Points
	}
	return total
}

func SumTo(n int) int {
	if n <= 0 {
		return 0
	}
	return n + SumTo(n-1)
}

func main() {
	tasks := []Task{{"Draw the chart", 3}, {"Load the tasks", 2}}
	fmt.Println(TotalPoints(tasks), SumTo(len(tasks)))
}
