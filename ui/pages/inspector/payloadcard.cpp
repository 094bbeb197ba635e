// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/payloadcard.h"

#include "models/jsontreemodel.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/encryptedvalues.h"
#include "util/formatting.h"
#include "util/jsonlayout.h"
#include "util/plaintext.h"
#include "util/secrets.h"
#include "widgets/jsontreeview.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QToolButton* toolButton(const QString& iconName, const QString& tip)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}
} // namespace

PayloadCard::PayloadCard(const QString& heading, QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_heading(new PlainLabel(heading, PlainLabel::Tone::Strong))
    , m_note(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_whyNot(new PlainLabel)
    , m_treeButton(toolButton(u"list-tree"_s, tr("Show %1 as a tree", "%1 is a heading").arg(heading)))
    , m_decrypt(toolButton(u"key-round"_s, tr("Decrypt, for this look")))
    , m_eye(toolButton(u"eye"_s, tr("Show what is behind the dots")))
    , m_edit(toolButton(u"pencil"_s, tr("Edit %1\u2026", "%1 is a heading").arg(heading)))
    , m_copy(toolButton(u"copy"_s, tr("Copy %1 as stored", "%1 is a heading").arg(heading)))
    , m_model(new JsonTreeModel(this))
    , m_tree(new JsonTreeView(*m_model))
    , m_block(new TextBlock)
    , m_load(new QPushButton)
    , m_parts(new QWidget)
    , m_back(toolButton(u"chevron-left"_s, tr("Part before")))
    , m_where(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_forward(toolButton(u"chevron-right"_s, tr("Next part")))
{
    m_tree->setAccessibleName(heading);
    m_block->setAccessibleName(heading);
    m_note->setElided(true);
    auto* parts = new QHBoxLayout(m_parts);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->addWidget(m_back);
    parts->addWidget(m_where);
    parts->addWidget(m_forward);
    parts->addStretch(1);
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceXs);
    top->addWidget(m_heading);
    top->addWidget(m_note, 1);
    for (QToolButton* button : {m_treeButton, m_decrypt, m_eye, m_edit, m_copy})
        top->addWidget(button);
    m_treeButton->setCheckable(true);
    m_treeButton->setChecked(true);
    m_eye->setCheckable(true);
    m_decrypt->hide();
    m_whyNot->setWordWrap(true);
    m_whyNot->hide();
    m_edit->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS, spaceS, spaceS);
    layout->setSpacing(spaceXs);
    layout->addLayout(top);
    layout->addWidget(m_whyNot);
    layout->addWidget(m_tree);
    layout->addWidget(m_block);
    layout->addWidget(m_parts);
    layout->addWidget(m_load, 0, Qt::AlignLeft);

    connect(m_treeButton, &QToolButton::toggled, this, [this](bool tree) {
        m_wantsTree = tree;
        update();
    });
    connect(m_eye, &QToolButton::toggled, this, [this](bool shown) {
        m_secretsShown = shown;
        m_eye->setIcon(icon(shown ? u"eye-off"_s : u"eye"_s));
        m_eye->setToolTip(shown ? tr("Hide them again") : tr("Show what is behind the dots"));
        update();
    });
    connect(m_decrypt, &QToolButton::clicked, this, [this] {
        if (m_clearText.isEmpty()) {
            Q_EMIT decryptWanted();
            return;
        }
        hideDecrypted();
    });
    connect(m_edit, &QToolButton::clicked, this, &PayloadCard::editWanted);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        copyText(m_text);
        Q_EMIT copied();
    });
    connect(m_load, &QPushButton::clicked, this, &PayloadCard::loadWanted);
    connect(m_back, &QToolButton::clicked, this, [this] {
        --m_part;
        showPart();
    });
    connect(m_forward, &QToolButton::clicked, this, [this] {
        ++m_part;
        showPart();
    });
    connect(m_tree, &JsonTreeView::columnWanted, this, &PayloadCard::columnWanted);
    connect(m_tree, &JsonTreeView::copied, this, &PayloadCard::copied);
    hideAll();
}

PayloadCard::~PayloadCard() = default;

void PayloadCard::setEditable(bool editable)
{
    m_edit->setVisible(editable);
}

void PayloadCard::setTreeShown(bool tree)
{
    m_treeButton->setChecked(tree);
}

void PayloadCard::hideAll()
{
    m_text.clear();
    m_clearText.clear();
    m_leftOut = false;
    m_model->setText({});
    hide();
}

void PayloadCard::show(const QByteArray& text)
{
    if (text.isEmpty()) {
        hideAll();
        return;
    }
    setVisible(true);
    if (text == m_text && !m_leftOut && m_maskedNames == maskedNames())
        return; // what somebody has opened stays open
    m_leftOut = false;
    m_maskedNames = maskedNames();
    if (text != m_text)
        m_clearText.clear();
    m_whyNot->hide();
    m_text = text;
    m_part = 0;
    m_canTree = JsonTreeModel::canShow(m_text);
    m_json = m_canTree || json::isValid(m_text);
    const bool secrets = holdsSecrets(m_text);
    m_eye->setVisible(secrets);
    if (!secrets)
        m_eye->setChecked(false);
    update();
}

void PayloadCard::showDecrypted(const QByteArray& clearText)
{
    m_clearText = clearText;
    m_whyNot->hide();
    update();
}

void PayloadCard::showUndecrypted(const QString& why)
{
    m_whyNot->setText(why);
    m_whyNot->show();
}

void PayloadCard::hideDecrypted()
{
    m_whyNot->hide();
    if (m_clearText.isEmpty())
        return;
    m_clearText.clear();
    update();
}

QByteArray PayloadCard::readable() const
{
    return m_clearText.isEmpty() ? nameEncrypted(m_text) : m_clearText;
}

void PayloadCard::showLeftOut(qint64 size)
{
    setVisible(true);
    m_leftOut = true;
    m_text.clear();
    m_clearText.clear();
    m_model->setText({});
    for (QWidget* part :
        std::initializer_list<QWidget*>{m_tree, m_block, m_parts, m_treeButton, m_decrypt, m_eye, m_copy})
        part->hide();
    m_note->setText(
        size < 0 ? tr("more than %1", "%1 is a size").arg(formatBytes(partSize)) : formatBytes(size));
    m_load->setEnabled(true);
    m_load->setText(size < 0   ? tr("Load it")
            : size > largeSize ? tr("Load %1, which takes a while", "%1 is a size").arg(formatBytes(size))
                               : tr("Load %1", "%1 is a size").arg(formatBytes(size)));
    m_load->show();
}

void PayloadCard::showLoading()
{
    m_load->setText(tr("Loading\u2026"));
    m_load->setEnabled(false);
}

void PayloadCard::update()
{
    m_load->hide();
    m_copy->show();
    m_treeButton->setVisible(m_canTree);
    const bool tree = m_canTree && m_wantsTree;
    QStringList notes{formatBytes(m_text.size())};
    if (!m_json)
        notes.append(tr("not JSON"));
    else if (!m_canTree && m_text.size() > JsonTreeModel::largestText)
        notes.append(tr("too large for a tree"));
    m_note->setText(notes.join(u" \u00b7 "_s));
    m_decrypt->setVisible(m_canDecrypt && holdsEncrypted(m_text));
    m_decrypt->setIcon(icon(m_clearText.isEmpty() ? u"key-round"_s : u"lock"_s));
    m_decrypt->setToolTip(
        m_clearText.isEmpty() ? tr("Decrypt, for this look") : tr("Hide what was decrypted"));
    const QByteArray text = readable();
    m_tree->setVisible(tree);
    m_block->setVisible(!tree);
    m_model->setSecretsShown(m_secretsShown);
    if (tree) {
        m_model->setText(text);
        m_parts->hide();
        return;
    }
    m_visible = m_secretsShown ? text : maskSecrets(text);
    showPart();
}

qsizetype PayloadCard::partCount() const
{
    return (m_visible.size() + partSize - 1) / partSize;
}

//! Parts begin at a character, not within one.
qsizetype PayloadCard::partStart(qsizetype part) const
{
    qsizetype at = part * partSize;
    for (int i = 0; i < 3 && at < m_visible.size() && (static_cast<uchar>(m_visible.at(at)) & 0xc0) == 0x80;
         ++i)
        ++at;
    return std::min(at, m_visible.size());
}

QByteArray PayloadCard::part() const
{
    const qsizetype from = partStart(m_part);
    return m_visible.mid(from, partStart(m_part + 1) - from);
}

void PayloadCard::showPart()
{
    const qsizetype count = partCount();
    m_part = std::clamp<qsizetype>(m_part, 0, std::max<qsizetype>(0, count - 1));
    // Laid out for the eye only where it is whole.
    const QByteArray text = count <= 1 ? layOutJson(m_visible) : part();
    m_block->setText(plainText(text, Lines::Multiple));
    m_parts->setVisible(count > 1);
    m_where->setText(tr("Part %1 of %2", "of a long text").arg(formatCount(m_part + 1), formatCount(count)));
    m_back->setEnabled(m_part > 0);
    m_forward->setEnabled(m_part + 1 < count);
}

} // namespace drover::ui
