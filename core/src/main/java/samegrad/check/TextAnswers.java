package samegrad.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import samegrad.network.InvalidInputException;

/**
 * Reads answers from text: names, each with its numbers behind it or in the lines below it. Rows
 * are lines, or what brackets hold. So it reads what a person types, what PyTorch, NumPy and {@code
 * samegrad run} print, and CSV.
 */
final class TextAnswers {
  /** What is no part of the answers, but not wrong to be there. */
  private static final Pattern BESIDES =
      Pattern.compile(
          "#.*"
              + "|^layer \\d+, \\w+$|^backend \\w+ \\(.*$|^.+: [\\d-]+, \\d+ samples?, .*$" // run's
              + "|torch\\.Size\\(\\[[^]]*\\]\\)"
              + "|\\b(?:dtype|device|grad_fn|requires_grad|size)\\s*=\\s*[^,)\\n]*",
          Pattern.MULTILINE);

  /** A number, the spaces behind it; a line's end; a bracket; or a word, with a shape perhaps. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?![\\w./∂])(?<spaces> *)"
              + "|(?<line>\\n)"
              + "|(?<open>\\[)"
              + "|(?<close>\\])"
              + "|(?<word>f\\(x\\)|[^\\s,;|\\[\\](){}=:\"'<>]+)(?:[ \\t]*\\((?:\\d+,? ?)*\\))?");

  /** As many as NumPy prints at most; a number without any but with the point has all zeros. */
  private static final int NUMPY_DECIMALS = 8;

  private static final Pattern WRAPPER = Pattern.compile("(torch\\.|np\\.)?(tensor|array|matrix)");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?(nan|inf|infinity|∞)", Pattern.CASE_INSENSITIVE);

  private final Names names;
  private final List<Draft> drafts = new ArrayList<>();
  private final List<Integer> paddings = new ArrayList<>();
  private @Nullable Draft draft;
  private int line = 1;
  private int depth;

  private TextAnswers(Names names) {
    this.names = names;
  }

  static List<Draft> read(String text, Names names) {
    TextAnswers answers = new TextAnswers(names);
    answers.scan(BESIDES.matcher(text).replaceAll("") + "\n");
    return answers.drafts;
  }

  private void scan(String text) {
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group("number") != null) {
        boolean last = text.charAt(token.end()) == ']';
        number(token.group("number"), token.group("spaces").length() - (last ? 0 : 1));
      } else if (token.group("line") != null) {
        line++;
        if (depth == 0 && draft != null) {
          draft.endRow();
        }
      } else if (token.group("open") != null) {
        depth++;
      } else if (token.group("close") != null) {
        depth = Math.max(0, depth - 1);
        if (draft != null) {
          draft.bracketed = true;
          draft.endRow();
        }
      } else {
        word(token.group("word"));
      }
    }
    if (depth > 0) {
      throw new InvalidInputException("a bracket is opened and not closed");
    }
    end();
  }

  private void number(String digits, int spaces) {
    Draft current = draft;
    if (current == null) {
      throw wrong("a number, %s, stands before any name", digits);
    }
    Written written =
        Written.of(new BigDecimal(digits), "line " + line + ": " + abbreviated(digits));
    current.add(digits.endsWith(".") ? written.toDecimals(NUMPY_DECIMALS) : written);
    paddings.add(spaces);
  }

  private void word(String word) {
    if (word.equals(Written.HOLE) && draft != null) {
      draft.add(Written.NOTHING);
      paddings.add(0);
    } else if (NOT_FINITE.matcher(word).matches()) {
      throw wrong("%s is no number that can be judged", word);
    } else if (word.matches("\\.{2,}|…")) {
      throw wrong(
          "%s stands where numbers were left out: print all of them (torch.set_printoptions(profile"
              + "=\"full\"), np.set_printoptions(threshold=sys.maxsize), run --format json)",
          word);
    } else if (!WRAPPER.matcher(word).matches()) {
      name(word);
    }
  }

  private void name(String word) {
    if (depth > 0 || !names.isName(word)) {
      throw wrong("\"%s\" is neither a number nor a name: names are %s", abbreviated(word), names);
    }
    if (draft != null && draft.name.equals(word) && !draft.bracketed) {
      draft.endRow(); // CSV says whose row it is in each row
      return;
    }
    end();
    draft = new Draft(word, word + " (line " + line + ")");
  }

  private void end() {
    if (draft != null) {
      draft.endRow();
      if (draft.bracketed) {
        spacesAreZeros(draft);
      }
      drafts.add(draft);
    }
    paddings.clear();
  }

  /**
   * NumPy prints 0.5 as "0.5 " beside 0.4375: where spaces stand in for zeros, these count as
   * printed.
   */
  private void spacesAreZeros(Draft printed) {
    int decimals =
        printed.rows.stream()
            .flatMap(List::stream)
            .mapToInt(n -> n.value().scale())
            .max()
            .orElse(0);
    int place = 0;
    for (List<Written> row : printed.rows) {
      for (int i = 0; i < row.size(); i++) {
        Written number = row.get(i);
        if (paddings.get(place++) >= decimals - number.value().scale()) {
          row.set(i, number.toDecimals(decimals));
        }
      }
    }
  }

  private InvalidInputException wrong(String problem, Object... arguments) {
    return new InvalidInputException("line " + line + ": " + problem.formatted(arguments));
  }

  static String abbreviated(String text) {
    String printable = text.replaceAll("[^\\P{C}]+", "�");
    return printable.length() <= 40 ? printable : printable.substring(0, 40) + "…";
  }
}
