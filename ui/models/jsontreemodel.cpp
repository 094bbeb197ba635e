// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"

#include "util/plaintext.h"
#include "util/secrets.h"

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr size_t portion = 200;
constexpr qsizetype shownValue = 400; // bytes of a string in its row

QByteArray keyText(QByteArrayView quoted)
{
    return json::decodeString(quoted).value_or(quoted.toByteArray());
}
} // namespace

//! Views point into the model's text.
struct JsonTreeModel::Node {
    Node* parent = nullptr;
    int row = 0;
    QByteArrayView key; //!< with quotes; null in an array
    QByteArrayView value;
    json::Type type = json::Type::Invalid;
    bool secret = false; //!< its own name or that of something around it
    bool opened = false;
    std::vector<json::Member> members; //!< all of them, once opened; keys are null in an array
    std::vector<std::unique_ptr<Node>> children; //!< those that were fetched

    [[nodiscard]] bool isContainer() const { return type == json::Type::Object || type == json::Type::Array; }
};

JsonTreeModel::JsonTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
}

JsonTreeModel::~JsonTreeModel()
{
    dismantle(std::move(m_root));
}

//! Level by level: a text may be nested deeper than the stack is long.
void JsonTreeModel::dismantle(std::unique_ptr<Node> root)
{
    std::vector<std::unique_ptr<Node>> level;
    level.push_back(std::move(root));
    while (!level.empty()) {
        std::unique_ptr<Node> last = std::move(level.back());
        level.pop_back();
        std::move(last->children.begin(), last->children.end(), std::back_inserter(level));
    }
}

bool JsonTreeModel::canShow(const QByteArray& json)
{
    if (json.size() > largestText)
        return false;
    const json::Type type = json::type(json);
    return (type == json::Type::Object || type == json::Type::Array) && json::isValid(json);
}

void JsonTreeModel::setText(const QByteArray& json)
{
    if (json == m_text && m_root->opened && m_maskedNames == maskedNames())
        return;
    m_isChanging = true;
    beginResetModel(); // another text is another tree; the same one never comes here
    dismantle(std::exchange(m_root, std::make_unique<Node>()));
    m_text = json;
    m_maskedNames = maskedNames();
    if (canShow(m_text)) {
        m_root->value = m_text;
        m_root->type = json::type(m_text);
        open(*m_root);
        addChildren(*m_root, std::min(portion, m_root->members.size()));
    } else {
        m_root->opened = true;
    }
    endResetModel();
    m_isChanging = false;
}

void JsonTreeModel::setSecretsShown(bool shown)
{
    if (shown == m_secretsShown)
        return;
    m_isChanging = true;
    beginResetModel(); // what is behind the dots can be opened now, or no longer
    m_secretsShown = shown;
    endResetModel();
    m_isChanging = false;
}

void JsonTreeModel::open(Node& node)
{
    if (std::exchange(node.opened, true))
        return;
    if (node.type == json::Type::Object) {
        node.members = json::members(node.value).value_or(std::vector<json::Member>());
    } else if (node.type == json::Type::Array) {
        for (const QByteArrayView element :
            json::elements(node.value).value_or(std::vector<QByteArrayView>()))
            node.members.push_back({{}, element});
    }
}

JsonTreeModel::Node* JsonTreeModel::node(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

bool JsonTreeModel::isHidden(const Node& node) const
{
    return node.secret && !m_secretsShown;
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, node(parent)->children[static_cast<size_t>(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex& child) const
{
    const Node* above = child.isValid() ? node(child)->parent : nullptr;
    return above == nullptr || above == m_root.get() ? QModelIndex() : createIndex(above->row, 0, above);
}

int JsonTreeModel::rowCount(const QModelIndex& parent) const
{
    const Node& above = *node(parent);
    return parent.column() > 0 || isHidden(above) ? 0 : static_cast<int>(above.children.size());
}

int JsonTreeModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex& parent) const
{
    const Node& above = *node(parent);
    if (parent.column() > 0 || isHidden(above))
        return false;
    if (above.opened)
        return !above.members.empty();
    return above.isContainer() && above.value.size() > 2; // "{ }" opens to nothing
}

bool JsonTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const Node& above = *node(parent);
    if (m_isChanging || parent.column() > 0 || isHidden(above))
        return false;
    return above.opened ? above.children.size() < above.members.size() : above.isContainer();
}

void JsonTreeModel::fetchMore(const QModelIndex& parent)
{
    if (m_isChanging)
        return;
    Node& above = *node(parent);
    open(above);
    const size_t first = above.children.size();
    const size_t count = std::min(portion, above.members.size() - first);
    if (count == 0)
        return;
    m_isChanging = true;
    beginInsertRows(parent, static_cast<int>(first), static_cast<int>(first + count - 1));
    addChildren(above, count);
    endInsertRows();
    m_isChanging = false;
}

//! Makes nodes of the next members.
void JsonTreeModel::addChildren(Node& above, size_t count)
{
    const size_t first = above.children.size();
    for (size_t i = first; i < first + count; ++i) {
        const json::Member& member = above.members[i];
        auto child = std::make_unique<Node>();
        child->parent = &above;
        child->row = static_cast<int>(i);
        child->key = member.key;
        child->value = member.value;
        child->type = json::type(member.value);
        child->secret = above.secret
            || (!member.key.isNull() && child->type != json::Type::Null && child->type != json::Type::Boolean
                && looksSecret(keyText(member.key)));
        above.children.push_back(std::move(child));
    }
}

QString JsonTreeModel::valueText(const Node& node) const
{
    if (isHidden(node))
        return QString::fromUtf8(maskDots);
    switch (node.type) {
    case json::Type::Object:
        return node.value.size() <= 2 ? u"{}"_s : u"{\u2026}"_s;
    case json::Type::Array:
        return node.value.size() <= 2 ? u"[]"_s : u"[\u2026]"_s;
    case json::Type::String: {
        // Escapes stay as they are: what is shown is what is stored.
        const qsizetype size = std::min(shownValue, node.value.size());
        return plainText(node.value.first(size), Lines::Single, shownValue)
            + (size < node.value.size() ? QString(QChar(u'\u2026')) : QString());
    }
    default:
        return plainText(node.value, Lines::Single, shownValue);
    }
}

QVariant JsonTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Node& entry = *node(index);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Value)
            return valueText(entry);
        return entry.key.isNull() ? QString::number(entry.row) : plainText(keyText(entry.key));
    case Qt::AccessibleTextRole:
        return index.column() == Value ? valueText(entry) : data(index, Qt::DisplayRole);
    case TypeRole:
        return static_cast<int>(entry.type);
    case ExactRole:
        return entry.value.toByteArray();
    case SecretRole:
        return isHidden(entry);
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Key ? tr("Field") : tr("Value");
}

QByteArrayList JsonTreeModel::path(const QModelIndex& index) const
{
    QByteArrayList path;
    for (const Node* entry = index.isValid() ? node(index) : nullptr; entry && entry->parent;
         entry = entry->parent)
        path.prepend(entry->key.isNull() ? QByteArray::number(entry->row) : keyText(entry->key));
    return path;
}

} // namespace drover::ui
