package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViralPostTest {
  @TempDir private Path directory;

  private static Backend neverOpened() {
    throw new AssertionError("bad usage must end before a backend is opened");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend floppy | --backend must be one of [in-memory], but is floppy",
        "--counting fuzzy | Invalid value for option '--counting'",
        "--threads 0 | --threads must be 1 to 10000, but is 0",
        "--threads two | Invalid value for option '--threads'",
        "--likes -1 | --likes must be 1 to 1000000000, but is -1",
        "--users 0 | --users must be 1 to 2147483647, but is 0",
        "--contents 1 | --contents must be 2 to 10000000, but is 1",
        "--rate -5 | --rate must be 0 or a positive number, but is -5.0",
        "--rate NaN | --rate must be 0 or a positive number, but is NaN",
        "--rate Infinity | --rate must be 0 or a positive number, but is Infinity",
        "--freshness 0 | --freshness must be 1 to 3600000, but is 0",
        "--retry-for -1 | --retry-for must be 0 to 3600000, but is -1",
        "--kills -1 | --kills must be 0 to 1000, but is -1",
        "--kills 1 | --kills does not go with --backend in-memory",
        "--trace x --seed 1 | --seed does not go with --trace",
        "--seed x | Invalid value for option '--seed'",
        "--speed 1 | --speed goes with --trace only",
        "--on-bad-line stop | --on-bad-line goes with --trace only",
        "--trace no-such-file.csv | --trace must be a file that can be read, but is no-such-file.csv",
        "--trace . | --trace must be a file that can be read, but is .",
        "--trace x --likes 1 | --likes does not go with --trace",
        "--trace x --users 1 | --users does not go with --trace",
        "--trace x --contents 2 | --contents does not go with --trace",
        "--trace x --rate 1 | --rate does not go with --trace",
        "--trace x --speed -1 | --speed must be 0 or a positive number, but is -1.0",
        "--trace x --on-bad-line maybe | Invalid value for option '--on-bad-line'",
        "--json . | --json must be a file that can be written, but is .",
        "--json no/such/directory/report.json | --json must be a file that can be written",
        "--colour | Unknown option: '--colour'",
        "extra | Unmatched argument",
        "--likes | Missing required parameter for option '--likes'",
      })
  @DisplayName("bad usage is told on the error stream, with exit code 2, before anything runs")
  void badUsage(String arguments, String message) {
    Program.Result result = Program.run(ViralPostTest::neverOpened, arguments.split(" "));
    assertThat(result.err()).contains(message).contains("--help");
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("all problems are told together")
  void together() {
    Program.Result result =
        Program.run(
            ViralPostTest::neverOpened, "--threads", "0", "--likes", "0", "--backend", "floppy");
    assertThat(result.err())
        .contains("--threads must be")
        .contains("--likes must be")
        .contains("--backend must be");
  }

  @Test
  @DisplayName("--help names every option, the exit codes and the columns of a trace")
  void help() {
    Program.Result result = Program.run(ViralPostTest::neverOpened, "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains(
            "--backend",
            "--counting",
            "--freshness",
            "--threads",
            "--likes",
            "--users",
            "--contents",
            "--rate",
            "--seed",
            "--trace",
            "--speed",
            "--on-bad-line",
            "--json",
            "--retry-for",
            "--kills",
            "--help",
            "--version",
            "Exit code");
    assertThat(result.out().replaceAll("\\s", "")).contains(TraceReader.HEADER);
  }

  @Test
  @DisplayName("--version names the program")
  void version() {
    Program.Result result = Program.run(ViralPostTest::neverOpened, "--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("viral-post ");
  }

  @Test
  @DisplayName("a trace without a good line is bad usage")
  void emptyTrace() throws IOException {
    Path trace =
        Files.writeString(directory.resolve("trace.csv"), TraceReader.HEADER + "\nnothing\n");
    Program.Result result = Program.run(ViralPostTest::neverOpened, "--trace", trace.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("line 2: must have 5 columns")
        .contains("no call in " + trace);
  }

  @Test
  @DisplayName("--json does not overwrite the trace, whatever it is called")
  void jsonIsTrace() throws IOException {
    Path trace = Files.writeString(directory.resolve("trace.csv"), "1,like,user,post,content\n");
    Path json = directory.resolve(".").resolve("trace.csv");
    Program.Result result =
        Program.run(
            ViralPostTest::neverOpened, "--trace", trace.toString(), "--json", json.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--json must be another file than --trace, but is " + json);
    assertThat(trace).hasContent("1,like,user,post,content");
  }

  @Test
  @DisplayName("--on-bad-line stop stops at the first bad line, before anything is called")
  void stopAtBadLine() throws IOException {
    Path trace =
        Files.writeString(
            directory.resolve("trace.csv"), "1,like,user,post,content\n2,like\n3,love\n");
    Program.Result result =
        Program.run(
            ViralPostTest::neverOpened, "--trace", trace.toString(), "--on-bad-line", "stop");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains(trace + ": line 2: must have 5 columns")
        .doesNotContain("line 3");
  }
}
