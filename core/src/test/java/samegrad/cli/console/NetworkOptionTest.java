package samegrad.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import samegrad.cli.Call;

class NetworkOptionTest {
  @Test
  void a_network_is_read_from_a_state_dict_with_data_beside_it() {
    Call call =
        Call.of(
            "compare --in-process --network %s --data %s --hidden identity --dtype float64"
                .formatted(Call.file("sequential.safetensors"), Call.file("data.npz")));
    assertTrue(call.out().startsWith("sequential: 3-4-3-2, 4 samples, float64\n"), call.out());
    assertEquals(
        Call.file("sequential.safetensors")
            + ": layers in order: 0.weight (4, 3) identity, 2.weight (3, 4) identity,"
            + " 4.weight (2, 3) identity; the file names no activations, --hidden does\n",
        call.err());
  }
}
