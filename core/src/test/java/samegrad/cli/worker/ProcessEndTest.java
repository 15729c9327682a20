package samegrad.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ProcessEndTest {
  @Test
  void a_crash_names_the_signal_and_the_function() {
    String said =
        """
        [red]unfinished garbage
        # A fatal error has been detected by the Java Runtime Environment:
        #
        #  SIGBUS (0x7) at pc=0x00007f9aeb6d2f94, pid=4219, tid=4220
        #
        # Problematic frame:
        # C  [libtorch_cpu.so+0xed2f94]  gemm+0x124
        #
        """;
    assertEquals(
        "crashed: SIGBUS in C  [libtorch_cpu.so+0xed2f94]  gemm+0x124",
        ProcessEnd.describe(1, said));
  }

  @Test
  void a_signal_that_the_jvm_does_not_handle_is_named_with_the_last_words() {
    String said = "terminate called after throwing 'c10::Error'\n\n";
    assertEquals(
        "crashed: SIGABRT, saying: terminate called after throwing 'c10::Error'",
        ProcessEnd.describe(134, said));
    assertEquals(
        "crashed: SIGKILL, as when the system runs out of memory", ProcessEnd.describe(137, ""));
  }

  @Test
  void what_the_jvm_says_of_itself_is_not_why() {
    String said =
        """
        no such device
        [0.006s][warning][pagesize] UseLargePages disabled
        Error: Could not create the Java Virtual Machine.
        Error: A fatal exception has occurred. Program will exit.
        OpenJDK 64-Bit Server VM warning: option is obsolete
        Picked up JAVA_TOOL_OPTIONS: -Xmx1g
        WARNING: Using incubator modules: jdk.incubator.vector
        """;
    assertEquals(
        "ended with status 3 before it had answered, saying: no such device",
        ProcessEnd.describe(3, said));
  }

  @Test
  void without_memory_for_the_jvm_itself() {
    String said =
        """
        # There is insufficient memory for the Java Runtime Environment to continue.
        # Native memory allocation (malloc) failed to allocate 16 bytes
        """;
    assertEquals(
        "crashed: There is insufficient memory for the Java Runtime Environment to continue.",
        ProcessEnd.describe(1, said));
  }
}
