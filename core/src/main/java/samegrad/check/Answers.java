package samegrad.check;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import samegrad.explain.Quantity;
import samegrad.files.Input;
import samegrad.files.StoredTensor;
import samegrad.files.TensorFiles;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Somebody's answers to a homework: any of z1, a1, …, the output, the loss, the gradient of each
 * weight and bias, and dL/dz and dL/da of each layer.
 */
public final class Answers {
  /** More than the longest number and what stands around it takes. */
  private static final int BYTES_OF_A_NUMBER = 100;

  private static final int BYTES_BESIDES = 1 << 16;
  private static final Pattern DECIMAL_COMMA = Pattern.compile("\\d,\\d");
  private static final Pattern DECIMAL_POINT = Pattern.compile("\\d\\.\\d");

  static final Answers NONE = new Answers(Map.of());

  private final Map<Quantity, Answer> answers;

  private Answers(Map<Quantity, Answer> answers) {
    this.answers = Collections.unmodifiableMap(answers);
  }

  /** By quantity, in the order of computing them. */
  Map<Quantity, Answer> byQuantity() {
    return answers;
  }

  /**
   * Reads answers: {@code .npz}, {@code .safetensors}, JSON, CSV, or text as a person writes it or
   * as PyTorch, NumPy and {@code samegrad run} print it, in UTF-8 or (as PowerShell writes) UTF-16.
   *
   * @throws InvalidInputException if it is nothing of that, or does not fit the homework
   */
  public static Answers read(Input input, Homework homework) {
    List<Quantity> order = Quantity.inOrder(homework.network().layers().size());
    long numbers = order.stream().mapToLong(quantity -> quantity.shape(homework).size()).sum();
    long most = BYTES_BESIDES + BYTES_OF_A_NUMBER * numbers;
    int size = input.bytes().limit();
    if (size > most) {
      throw new InvalidInputException(
          "%s: has %d bytes; all that can be answered are %d numbers, which take %d at most"
              .formatted(input.origin(), size, numbers, most));
    }
    if (TensorFiles.isBinary(input)) {
      Map<String, StoredTensor> tensors = TensorFiles.read(input);
      return named(input.origin(), "", () -> of(stored(tensors), homework));
    }
    String text = decode(input.bytes());
    boolean comma = DECIMAL_COMMA.matcher(text).find() && !DECIMAL_POINT.matcher(text).find();
    return named(
        input.origin(),
        comma ? "; is it a decimal comma? Numbers are written 0.5, not 0,5" : "",
        () -> of(drafts(text, homework), homework));
  }

  /** Has whatever is wrong begin with the file and end with a hint. */
  private static Answers named(String origin, String hint, Supplier<Answers> reading) {
    try {
      return reading.get();
    } catch (InvalidInputException wrong) {
      throw new InvalidInputException(origin + ": " + wrong.getMessage() + hint, wrong);
    }
  }

  private static String decode(ByteBuffer bytes) {
    boolean utf16 = bytes.limit() > 1 && (bytes.get(0) & bytes.get(1) & 0xff) == 0xfe;
    Charset charset = utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return charset.decode(bytes.duplicate()).toString().replace("\uFEFF", "").replace('−', '-');
  }

  private static List<Draft> stored(Map<String, StoredTensor> tensors) {
    List<Draft> drafts = new ArrayList<>();
    tensors.forEach(
        (name, stored) -> {
          Draft draft = new Draft(name, name);
          HostTensor tensor = stored.tensor();
          for (int i = 0; i < tensor.shape().size(); i++) {
            draft.add(Written.inFull(tensor.get(i), name));
            if ((i + 1) % tensor.shape().columns() == 0) {
              draft.endRow();
            }
          }
          drafts.add(draft);
        });
    return drafts;
  }

  private static List<Draft> drafts(String text, Homework homework) {
    Names names = new Names(homework.network().layers().size());
    return text.matches("(?s)\\s*[{](?!\\s*').*") // not a dict as Python prints it
        ? JsonAnswers.read(text)
        : TextAnswers.read(text, names);
  }

  private static Answers of(List<Draft> drafts, Homework homework) {
    int layers = homework.network().layers().size();
    List<Quantity> order = Quantity.inOrder(layers);
    Names names = new Names(layers);
    boolean consecutive = drafts.stream().anyMatch(draft -> names.isOddModule(draft.name));
    Map<Quantity, Answer> answers = new TreeMap<>(Comparator.comparingInt(order::indexOf));
    Map<Quantity, Draft> sources = new HashMap<>();
    for (Draft draft : drafts) {
      Quantity quantity =
          names.quantity(draft.name, consecutive).orElseThrow(() -> unknown(draft, names));
      Answer answer = new Answer(quantity, shape(draft, quantity.shape(homework)), numbers(draft));
      Answer before = answers.put(quantity, answer);
      if (before != null && !before.equals(answer)) {
        throw new InvalidInputException(draft.where + " is answered twice, differently");
      }
      sources.put(quantity, draft);
    }
    if (answers.isEmpty()) {
      throw new InvalidInputException("holds no answers: they are " + names);
    }
    sources.forEach((quantity, draft) -> requireShape(quantity, draft, answers, homework));
    return new Answers(answers);
  }

  private static InvalidInputException unknown(Draft draft, Names names) {
    String name = TextAnswers.abbreviated(draft.name);
    return new InvalidInputException(
        names.isParameter(name)
            ? "%s is a parameter, not an answer; its gradient is called %s.grad"
                .formatted(name, name)
            : "\"%s\" is no name: names are %s".formatted(name, names));
  }

  private static List<Written> numbers(Draft draft) {
    List<Written> numbers = draft.rows.stream().flatMap(List::stream).toList();
    return numbers.stream().anyMatch(Written::isFull)
        ? numbers.stream().map(Written::inFull).toList()
        : numbers;
  }

  /** The shape that the rows have; a row or a column may be written either way. */
  private static Shape shape(Draft draft, Shape wanted) {
    int rows = draft.rows.size();
    int columns = rows == 0 ? 0 : draft.rows.get(0).size();
    for (int i = 1; i < rows; i++) {
      if (draft.rows.get(i).size() != columns) {
        throw new InvalidInputException(
            "%s has %d numbers in row %d and %d in row 1: rows are equally long"
                .formatted(draft.where, draft.rows.get(i).size(), i + 1, columns));
      }
    }
    boolean line = rows == 1 || columns == 1;
    boolean lineIsWanted = wanted.rows() == 1 || wanted.columns() == 1;
    if (line && lineIsWanted && rows * columns == wanted.size()) {
      return wanted;
    }
    return line && wanted.rank() == 1 ? Shape.vector(rows * columns) : Shape.matrix(rows, columns);
  }

  /**
   * Requires the shape that the quantity has, or one that it may have by a mistake: that of its
   * transpose, or that of the layer whose gradient has changed places with it.
   */
  private static void requireShape(
      Quantity quantity, Draft draft, Map<Quantity, Answer> answers, Homework homework) {
    Shape wanted = quantity.shape(homework);
    Shape shape = Objects.requireNonNull(answers.get(quantity)).shape();
    int layers = homework.network().layers().size();
    Quantity opposite = new Quantity(quantity.kind(), layers + 1 - quantity.layer());
    Answer swapped = answers.get(opposite);
    if (!shape.equals(wanted)
        && !(wanted.rank() == 2 && shape.equals(wanted.transposed()))
        && !(swapped != null
            && swapped.shape().equals(wanted)
            && shape.equals(opposite.shape(homework)))) {
      throw new InvalidInputException(
          "%s has %s: it is of shape %s".formatted(draft.where, extent(shape), wanted));
    }
  }

  private static String extent(Shape shape) {
    String numbers = shape.columns() + (shape.columns() == 1 ? " number" : " numbers");
    return shape.size() == 0
        ? "no numbers"
        : shape.rows() == 1 ? numbers : shape.rows() + " rows of " + numbers;
  }
}
