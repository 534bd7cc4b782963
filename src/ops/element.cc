#include "ops/element.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace sprint::ops {
namespace {

constexpr size_t kMaxSymbol = 64;

Element named(std::string symbol) {
  Element element;
  if (symbol.size() <= kMaxSymbol) element.symbol = std::move(symbol);
  return element;
}

std::string text(const Element& element) {
  return element.known() ? std::to_string(*element.value) : element.symbol;
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A product as a number and its sorted symbolic factors. Symbols of our own making never hold '*'
// outside parentheses but as a product sign.
struct Product {
  int64_t number = 1;
  std::vector<std::string> factors;
};

Product split_product(const Element& element) {
  Product product;
  if (element.known()) {
    product.number = *element.value;
    return product;
  }
  int depth = 0;
  std::string factor;
  for (const char c : element.symbol + "*") {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c != '*' || depth != 0) {
      factor += c;
      continue;
    }
    if (is_number(factor) && factor.size() < 18) {
      product.number = std::stoll(factor);
    } else {
      product.factors.push_back(factor);
    }
    factor.clear();
  }
  return product;
}

Element join_product(Product product) {
  if (product.number == 0 || product.factors.empty()) return product.number;
  if (product.number < 0) return {};
  std::sort(product.factors.begin(), product.factors.end());
  std::string symbol;
  for (const std::string& factor : product.factors) symbol += (symbol.empty() ? "" : "*") + factor;
  if (product.number != 1) symbol += "*" + std::to_string(product.number);
  return named(std::move(symbol));
}

}  // namespace

Element::Element(const Dim& dim) {
  if (dim.known()) {
    value = dim.value;
  } else if (!is_number(dim.symbol)) {  // a name of digits alone would read as a number
    symbol = dim.symbol;
  }
}

bool Element::same(const Element& other) const {
  return !unknown() && value == other.value && symbol == other.symbol;
}

Dim to_dim(const Element& element) {
  if (element.known()) return *element.value >= 0 ? Dim(*element.value) : Dim();
  return element.symbol.empty() ? Dim() : Dim::named(element.symbol);
}

Element add(const Element& a, const Element& b) {
  if (a.unknown() || b.unknown()) return {};
  if (a.known() && b.known()) {
    int64_t sum = 0;
    return __builtin_add_overflow(*a.value, *b.value, &sum) ? Element() : Element(sum);
  }
  if (a.same(0)) return b;
  if (b.same(0)) return a;
  const std::string first = text(a), second = text(b);
  return named("(" + std::min(first, second) + "+" + std::max(first, second) + ")");
}

Element subtract(const Element& a, const Element& b) {
  if (a.unknown() || b.unknown()) return {};
  if (a.known() && b.known()) {
    int64_t difference = 0;
    return __builtin_sub_overflow(*a.value, *b.value, &difference) ? Element()
                                                                   : Element(difference);
  }
  if (a.same(b)) return 0;
  if (b.same(0)) return a;
  return named("(" + text(a) + "-" + text(b) + ")");
}

Element multiply(const Element& a, const Element& b) {
  if (a.same(0) || b.same(0)) return 0;
  if (a.unknown() || b.unknown()) return {};
  Product product = split_product(a);
  const Product other = split_product(b);
  if (__builtin_mul_overflow(product.number, other.number, &product.number)) return {};
  product.factors.insert(product.factors.end(), other.factors.begin(), other.factors.end());
  return join_product(std::move(product));
}

Element divide(const Element& a, const Element& b) {
  if (b.same(0) || a.unknown() || b.unknown()) return {};
  if (b.same(1)) return a;
  if (a.known() && b.known()) {
    if (*b.value == -1 && *a.value == std::numeric_limits<int64_t>::min()) return {};
    return *a.value / *b.value;
  }
  Product product = split_product(a);
  const Product other = split_product(b);
  bool exact = other.number != 0 && product.number % other.number == 0;
  for (const std::string& factor : other.factors) {
    const auto found = std::find(product.factors.begin(), product.factors.end(), factor);
    if (found == product.factors.end()) {
      exact = false;
      break;
    }
    product.factors.erase(found);
  }
  if (!exact) return named("(" + text(a) + "/" + text(b) + ")");
  product.number /= other.number;
  return join_product(std::move(product));
}

Element product(const Elements& factors) {
  Element total = 1;
  for (const Element& factor : factors) total = multiply(total, factor);
  return total;
}

std::optional<std::vector<int64_t>> known_values(const Elements& elements) {
  std::vector<int64_t> values;
  values.reserve(elements.size());
  for (const Element& element : elements) {
    if (!element.known()) return std::nullopt;
    values.push_back(*element.value);
  }
  return values;
}

}  // namespace sprint::ops
