package samegrad.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import samegrad.cli.Call;

class NetworkOptionTest {
  @Test
  void a_network_is_read_from_a_state_dict_with_data_beside_it() {
    Call call =
        Call.of(
            "",
            "compare",
            "--in-process",
            "--network",
            file("sequential.safetensors"),
            "--data",
            file("data.npz"),
            "--hidden",
            "identity",
            "--dtype",
            "float64");
    assertTrue(call.out().startsWith("sequential: 3-4-3-2, 4 samples, float64\n"), call.out());
    assertEquals(
        file("sequential.safetensors")
            + ": layers in order: 0.weight (4, 3) identity, 2.weight (3, 4) identity,"
            + " 4.weight (2, 3) identity; the file names no activations, --hidden does\n",
        call.err());
  }

  @Test
  void data_and_hidden_need_a_network() {
    Call call = Call.of("", "run", "--data", "data.npz");
    assertEquals(ExitStatus.INVALID, call.status());
    assertEquals("samegrad: --data and --hidden belong to a --network FILE\n", call.err());
  }

  private static String file(String name) {
    try {
      return Path.of(
              Objects.requireNonNull(NetworkOptionTest.class.getResource("/files/" + name)).toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
