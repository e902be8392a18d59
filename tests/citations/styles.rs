//! The styles, on the kinds of source that a health guide cites.

use handout::document::Node;
use insta::assert_snapshot;

use super::KINDS;
use crate::harness::memory::Guide;

/// Returns the citation of each kind of source, and then the list, in a style.
fn shown(style: &str) -> String {
    let site = format!("language = \"en-GB\"\n[citations]\nstyle = \"{style}\"\n");
    let keys = KINDS.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{')?.1.strip_suffix(','));
    let cited: Vec<String> = keys.map(|key| format!("[@{key}]")).collect();
    let page = format!("# Home\n\n{}\n", cited.join("\n\n"));
    let guide =
        Guide::bare([("site.toml", &*site), ("content/sources.bib", KINDS), ("content/index.md", &page)]);
    assert_eq!(guide.messages(), "");
    let body = &guide.snapshot.pages[0].body;
    let sections = body.sections();
    let texts = sections.iter().map(|section| section.text.replace(['\n', '\u{A0}'], " "));
    let citations = texts.clone().take(sections.len() - 1).collect::<Vec<_>>().join("\n");
    let list: Vec<String> = body.sources().map(Node::plain_text).collect();
    format!("{}\n\n{}", citations.trim(), list.join("\n"))
}

#[test]
fn the_style_of_the_program() {
    assert_snapshot!(shown("handout"), @r#"
    [1] [2] [3] [4] [5] [6] [7] [8] [9] [10] [11] [12] [13]

    1. Morton J, Hall JY, Wong RJ, Thairu L, Benitz WE, Rhine WD, et al. Combining hand techniques with electric pumping increases milk production in mothers of preterm infants. Journal of Perinatology 2009;29(11):757–764. https://doi.org/10.1038/jp.2009.87
    2. Lawrence RA, Lawrence RM. Breastfeeding: A Guide for the Medical Profession. 9th edn. Philadelphia: Elsevier; 2021.
    3. Wambach K. Breast-related problems. In: Wambach K, Spencer B, editors. Breastfeeding and Human Lactation. 6th edn. Burlington: Jones & Bartlett; 2019. pp. 281–312.
    4. National Institute for Health and Care Excellence. Postnatal care. Guideline NG-194-0599. NICE; 20 April 2021. Accessed 2 November 2026. https://www.nice.org.uk/guidance/ng194
    5. NHS. Breast pain and breastfeeding. 5 February 2024. Accessed 2 November 2026. https://www.nhs.uk/conditions/baby/breastfeeding-and-bottle-feeding/breastfeeding-problems/breast-pain/
    6. La Leche League International. Hand expressing. n.d. Accessed 1 October 2026. https://llli.org/breastfeeding-info/hand-expressing/
    7. Becker GE, Smith HA, Cooney F. Methods of milk expression for lactating women. Cochrane Database of Systematic Reviews 2016:CD006170. https://doi.org/10.1002/14651858.CD006170.pub5
    8. Jones L. Milk expression in a neonatal unit. Doctoral dissertation. University of Keele; 2012.
    9. Kent JC, et al. Volumes of milk. In: Proceedings of the Lactation Congress. 2015. pp. 12–18.
    10. World Health Organization. Global strategy for infant and young child feeding. Geneva: WHO; 2003.
    11. Stanford Medicine. Hand expressing milk. 2010. Accessed 2 November 2026. https://med.stanford.edu/newborns/professional-education/breastfeeding/hand-expressing-milk.html
    12. Equality Act 2010. 2010. https://www.legislation.gov.uk/ukpga/2010/15
    13. Roberts M. Breastfeeding support. BBC News. 6 May 2023. Accessed 2 November 2026. https://www.bbc.co.uk/news/health-1
    "#);
}

#[test]
fn the_style_of_the_american_medical_association() {
    assert_snapshot!(shown("american-medical-association"), @r#"
    1 2 3 4 5 6 7 8 9 10 11 12 13

    1. Morton J, Hall JY, Wong RJ, et al. Combining hand techniques with electric pumping increases milk production in mothers of preterm infants. Journal of Perinatology. 2009;29(11):757-764. doi:10.1038/jp.2009.87
    2. Lawrence RA, Lawrence RM. Breastfeeding: A Guide for the Medical Profession. 9th edn. Elsevier; 2021.
    3. Wambach K. Breast-related problems. In: Wambach K, Spencer B, eds. Breastfeeding and Human Lactation. 6th edn. Jones & Bartlett; 2019:281-312.
    4. National Institute for Health and Care Excellence. Postnatal Care. NICE; 2021. Accessed 2 November 2026. https://www.nice.org.uk/guidance/ng194
    5. NHS. Breast pain and breastfeeding. 5 February 2024. Accessed 2 November 2026. https://www.nhs.uk/conditions/baby/breastfeeding-and-bottle-feeding/breastfeeding-problems/breast-pain/
    6. La Leche League International. Hand expressing. Accessed 1 October 2026. https://llli.org/breastfeeding-info/hand-expressing/
    7. Becker GE, Smith HA, Cooney F. Methods of milk expression for lactating women. Cochrane Database of Systematic Reviews. Published online 2016:CD006170. doi:10.1002/14651858.CD006170.pub5
    8. Jones L. Milk Expression in a Neonatal Unit. Doctoral dissertation. University of Keele; 2012.
    9. Kent JC, et al. Volumes of milk. In: Proceedings of the Lactation Congress. 2015:12-18.
    10. World Health Organization. Global strategy for infant and young child feeding. Published online 2003.
    11. Stanford Medicine. Hand Expressing Milk. 2010. Accessed 2 November 2026. https://med.stanford.edu/newborns/professional-education/breastfeeding/hand-expressing-milk.html
    12. Equality Act 2010. 2010. https://www.legislation.gov.uk/ukpga/2010/15
    13. Roberts M. Breastfeeding support. BBC News. 6 May 2023. Accessed 2 November 2026. https://www.bbc.co.uk/news/health-1
    "#);
}

#[test]
fn the_style_of_the_american_psychological_association() {
    assert_snapshot!(shown("apa"), @r#"
    (Morton et al., 2009) (Lawrence & Lawrence, 2021) (Wambach, 2019) (National Institute for Health and Care Excellence, 2021) (NHS, 2024) (La Leche League International, n.d.) (Becker et al., 2016) (Jones, 2012) (Kent et al., 2015) (World Health Organization, 2003) (Stanford Medicine, 2010) (Equality Act 2010, 2010) (Roberts, 2023)

    Becker, G. E., Smith, H. A., & Cooney, F. (2016). Methods of milk expression for lactating women. Cochrane Database of Systematic Reviews, CD006170. https://doi.org/10.1002/14651858.CD006170.pub5
    Equality Act 2010. (2010). https://www.legislation.gov.uk/ukpga/2010/15
    Jones, L. (2012). Milk expression in a neonatal unit [Doctoral dissertation]. University of Keele.
    Kent, J. C., et al. (2015). Volumes of milk. Proceedings of the Lactation Congress, 12–18.
    La Leche League International. (n.d.). Hand expressing. Retrieved 1 October 2026, from https://llli.org/breastfeeding-info/hand-expressing/
    Lawrence, R. A., & Lawrence, R. M. (2021). Breastfeeding: A Guide for the Medical Profession (9th edn). Elsevier.
    Morton, J., Hall, J. Y., Wong, R. J., Thairu, L., Benitz, W. E., Rhine, W. D., & Extra, S. (2009). Combining hand techniques with electric pumping increases milk production in mothers of preterm infants. Journal of Perinatology, 29(11), 757–764. https://doi.org/10.1038/jp.2009.87
    National Institute for Health and Care Excellence. (2021). Postnatal care (Guideline NG-194-0599). NICE. https://www.nice.org.uk/guidance/ng194
    NHS. (2024, February 5). Breast pain and breastfeeding. https://www.nhs.uk/conditions/baby/breastfeeding-and-bottle-feeding/breastfeeding-problems/breast-pain/
    Roberts, M. (2023, May 6). Breastfeeding support. BBC News. https://www.bbc.co.uk/news/health-1
    Stanford Medicine. (2010). Hand expressing milk [Video recording]. https://med.stanford.edu/newborns/professional-education/breastfeeding/hand-expressing-milk.html
    Wambach, K. (2019). Breast-related problems. In K. Wambach & B. Spencer (Eds), Breastfeeding and Human Lactation (6th edn, pp. 281–312). Jones & Bartlett.
    World Health Organization. (2003). Global strategy for infant and young child feeding. WHO.
    "#);
}

#[test]
fn the_notes_of_chicago() {
    assert_snapshot!(shown("chicago-notes"), @r#"
    Jane Morton et al., ‘Combining Hand Techniques with Electric Pumping Increases Milk Production in Mothers of Preterm Infants’, Journal of Perinatology 29, no. 11 (2009): 757–64, https://doi.org/10.1038/jp.2009.87. Ruth A. Lawrence and Robert M. Lawrence, Breastfeeding: A Guide for the Medical Profession, 9th edn (Elsevier, 2021). Karen Wambach, ‘Breast-Related Problems’, in Breastfeeding and Human Lactation, 6th edn, ed. Karen Wambach and Becky Spencer (Jones & Bartlett, 2019). National Institute for Health and Care Excellence, Postnatal Care, Guideline NG-194-0599 (NICE, 2021), https://www.nice.org.uk/guidance/ng194. NHS, ‘Breast Pain and Breastfeeding’, 5 February 2024, https://www.nhs.uk/conditions/baby/breastfeeding-and-bottle-feeding/breastfeeding-problems/breast-pain/. La Leche League International, ‘Hand Expressing’, accessed 1 October 2026, https://llli.org/breastfeeding-info/hand-expressing/. Genevieve E. Becker et al., ‘Methods of Milk Expression for Lactating Women’, Cochrane Database of Systematic Reviews, 2016, CD006170, https://doi.org/10.1002/14651858.CD006170.pub5. Liz Jones, ‘Milk Expression in a Neonatal Unit’ (Doctoral dissertation, University of Keele, 2012). Jacqueline C. Kent et al., ‘Volumes of Milk’, Proceedings of the Lactation Congress, 2015, 12–18. World Health Organization, ‘Global Strategy for Infant and Young Child Feeding’, WHO, 2003. Stanford Medicine, Hand Expressing Milk, 2010, https://med.stanford.edu/newborns/professional-education/breastfeeding/hand-expressing-milk.html. ‘Equality Act 2010’, 2010, https://www.legislation.gov.uk/ukpga/2010/15. Michelle Roberts, ‘Breastfeeding Support’, BBC News, 6 May 2023, https://www.bbc.co.uk/news/health-1.

    ‘Equality Act 2010’. 2010. https://www.legislation.gov.uk/ukpga/2010/15.
    Becker, Genevieve E., Hazel A. Smith, and Fionnuala Cooney. ‘Methods of Milk Expression for Lactating Women’. Cochrane Database of Systematic Reviews, 2016, CD006170. https://doi.org/10.1002/14651858.CD006170.pub5.
    Jones, Liz. ‘Milk Expression in a Neonatal Unit’. Doctoral dissertation, University of Keele, 2012.
    Kent, Jacqueline C., et al. ‘Volumes of Milk’. Proceedings of the Lactation Congress, 2015, 12–18.
    La Leche League International. ‘Hand Expressing’. Accessed 1 October 2026. https://llli.org/breastfeeding-info/hand-expressing/.
    Lawrence, Ruth A., and Robert M. Lawrence. Breastfeeding: A Guide for the Medical Profession. 9th edn. Elsevier, 2021.
    Morton, Jane, James Y. Hall, Ronald J. Wong, et al. ‘Combining Hand Techniques with Electric Pumping Increases Milk Production in Mothers of Preterm Infants’. Journal of Perinatology 29, no. 11 (2009): 757–64. https://doi.org/10.1038/jp.2009.87.
    National Institute for Health and Care Excellence. Postnatal Care. Guideline NG-194-0599. NICE, 2021. https://www.nice.org.uk/guidance/ng194.
    NHS. ‘Breast Pain and Breastfeeding’. 5 February 2024. https://www.nhs.uk/conditions/baby/breastfeeding-and-bottle-feeding/breastfeeding-problems/breast-pain/.
    Roberts, Michelle. ‘Breastfeeding Support’. BBC News, 6 May 2023. https://www.bbc.co.uk/news/health-1.
    Stanford Medicine. Hand Expressing Milk. 2010. https://med.stanford.edu/newborns/professional-education/breastfeeding/hand-expressing-milk.html.
    Wambach, Karen. ‘Breast-Related Problems’. In Breastfeeding and Human Lactation, 6th edn, edited by Karen Wambach and Becky Spencer. Jones & Bartlett, 2019.
    World Health Organization. ‘Global Strategy for Infant and Young Child Feeding’. WHO, 2003.
    "#);
}

#[test]
fn the_style_of_vancouver_has_authors() {
    for style in
        ["vancouver", "vancouver-superscript", "nlm-citation-sequence", "nlm-citation-sequence-superscript"]
    {
        assert!(shown(style).contains("Morton J"), "{style}: {}", shown(style));
    }
}
