import { intent, words, type Intent } from "../intent";

/** What starts other programs. */
export const runIntents: readonly Intent[] = [
  intent({
    id: "run_tests",
    effect: "runs",
    arguments: {},
    phrases: [
      "(run|start|execute|rerun|launch) [all|all of] [the|my|these] [unit] tests [again|now]",
      "test (this|the|my) (project|code|workspace)",
      "(do|let us see if) the tests [still] pass",
      "run the test suite",
    ],
    examples: ["run the tests", "run all tests", "test this project"],
    run: (hands) => hands.command("testing.runAll"),
  }),
  intent({
    id: "run_task",
    effect: "runs",
    arguments: { name: words },
    phrases: [
      "(run|start|execute|launch) [the] task [called|named] {name}",
      "(run|start|execute|launch) [the] {name} task",
      "(run|execute|start) [the] [npm] script {name}",
      "(run|start) [the] {name=(build|compile|lint|watch|dev|deploy|release|server|dev server)}",
      "{name=(build|compile|lint|watch|deploy)} [the|this] [project|code|it]",
    ],
    examples: ["run the task build", "start the watch task", "run task lint"],
    check: (hands) => hands.checkTasks(),
    run: (hands, { name }) => hands.runTask(name),
  }),
];
